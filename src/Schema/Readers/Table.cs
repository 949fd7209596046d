namespace WorldModel.Schema.Readers;

/// <summary>A table read row by row, from CSV or NDJSON; every cell is text.</summary>
public abstract class Table : IDisposable
{
    /// <summary>What errors call the table.</summary>
    public abstract string Name { get; }

    /// <summary>The columns of the header; null where each row names its own.</summary>
    public abstract IReadOnlyList<string>? Columns { get; }

    /// <summary>Opens a file by its ending: .csv, .ndjson or .jsonl.</summary>
    /// <exception cref="InputException">Another ending, a file that cannot be read, or an empty one.</exception>
    public static Table Open(string path)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (ending is not (".csv" or ".ndjson" or ".jsonl"))
            throw new InputException("file", path, "a name ending in .csv, .ndjson or .jsonl");
        try
        {
            var reader = new StreamReader(path);
            return ending == ".csv" ? new CsvTable(path, reader) : new NdjsonTable(path, reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException("file", path, "a file that can be read", e);
        }
    }

    /// <summary>Reads CSV from text already open.</summary>
    public static Table Csv(string name, TextReader text) => new CsvTable(name, text);

    /// <summary>Reads one JSON object a line from text already open.</summary>
    public static Table Ndjson(string name, TextReader text) => new NdjsonTable(name, text);

    /// <summary>Bytes of its file read so far, ahead of the rows by a buffer; 0 where it is no file.</summary>
    public abstract long Position { get; }

    /// <summary>What a decoder puts where bytes are no UTF-8: two names could become one by it.</summary>
    private protected const char Undecodable = '\uFFFD';

    private protected static InputException NoUtf8(string field, string text) => new(field, text, "text in UTF-8");

    private protected static long PositionOf(TextReader text) =>
        text is StreamReader { BaseStream: { CanSeek: true } stream } ? stream.Position : 0;

    /// <summary>The rows, once. Rows that are no rows at all are reported and left out.</summary>
    /// <exception cref="InputException">At the end, if there was no row.</exception>
    public abstract IEnumerable<TableRow> Rows(RowReport report);

    /// <summary>
    /// The same table with columns under other names: a part's name to the column's own. A column whose name is taken
    /// by another part is out of reach.
    /// </summary>
    public Table Renamed(IReadOnlyDictionary<string, string> columnOf) => new RenamedTable(this, columnOf);

    /// <summary>Whether rows may have a column.</summary>
    public bool MayHave(string column) => Columns?.Contains(column) ?? true;

    /// <exception cref="InputException">The header lacks one of the columns.</exception>
    public void Require(IEnumerable<string> columns)
    {
        foreach (string column in columns)
        {
            if (MayHave(column))
                continue;
            string there = string.Join(", ", Columns!);
            throw new InputException($"{Name}: column {column}", null, $"the column; there are {there}");
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected InputException Empty(string expected) => new(Name, "an empty file", expected);
}
