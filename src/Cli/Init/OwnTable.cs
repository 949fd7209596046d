using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Init;

/// <summary>A table of the user's, whole in memory as text by column.</summary>
internal sealed class OwnTable
{
    private readonly Dictionary<string, int> _places;
    private readonly List<string?[]> _rows;
    private readonly Dictionary<string, ColumnFacts> _facts = new(StringComparer.Ordinal);

    private OwnTable(string name, string[] columns, List<string?[]> rows, RowReport report)
    {
        (Name, Columns, _rows, Report) = (name, columns, rows, report);
        _places = columns.Select((column, i) => (column, i)).ToDictionary(p => p.column, p => p.i);
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Rows that are no rows at all are not among the others.</summary>
    public RowReport Report { get; }

    public int Rows => _rows.Count;

    /// <summary>The text of a cell; null where it is empty.</summary>
    public string? this[int row, string column] => _rows[row][_places[column]];

    /// <summary>What a column holds; looked at once.</summary>
    public ColumnFacts Facts(string column)
    {
        if (!_facts.TryGetValue(column, out var facts))
            _facts.Add(column, facts = new ColumnFacts(this, column));
        return facts;
    }

    /// <summary>A column's cells, row by row.</summary>
    public IEnumerable<string?> Cells(string column)
    {
        var place = _places[column];
        return _rows.Select(row => row[place]);
    }

    /// <summary>Rows that are the same in every column as one before, by place.</summary>
    public int Duplicates()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return _rows.Count(row => !seen.Add(string.Join('\u001f', row)));
    }

    /// <exception cref="InputException">The file cannot be read, or has no rows.</exception>
    public static OwnTable Read(string path)
    {
        var report = new RowReport();
        using var table = Table.Open(path);
        if (table.Columns is [var only] && only.IndexOfAny([';', '\t', '|']) >= 0)
            throw new InputException($"{path}: separator", only, "a comma between columns");
        var columns = table.Columns?.ToList() ?? [];
        var rows = new List<string?[]>();
        foreach (var row in table.Rows(report))
        {
            if (table.Columns is null)
                columns.AddRange(row.Columns.Except(columns).ToList());
            rows.Add([.. columns.Select(column => row[column])]);
        }
        if (rows.Count == 0)
            throw new InputException(path, "no row that can be read", report.Problems[0].ToString());
        for (var i = 0; table.Columns is null && i < rows.Count; i++)
            rows[i] = rows[i].Length == columns.Count ? rows[i] : Padded(rows[i], columns.Count);
        return new OwnTable(Path.GetFileName(path), [.. columns], rows, report);
    }

    private static string?[] Padded(string?[] row, int columns)
    {
        var padded = new string?[columns];
        row.CopyTo(padded, 0);
        return padded;
    }
}
