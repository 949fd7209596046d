using CsvHelper;

namespace WorldModel.Schema.Readers;

/// <summary>
/// CSV (RFC 4180): comma, header in the first line. A cell may not hold a line break, so that a quote left open
/// spoils its own line only.
/// </summary>
internal sealed class CsvTable : Table
{
    private const int LongestRecord = 1 << 20;
    private readonly TextReader _text;
    private readonly CsvReader _reader;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private RowReport? _report;

    public CsvTable(string name, TextReader text)
    {
        Name = name;
        _text = text;
        _reader = CsvReader.Create(text, Options(), false);
        try
        {
            _reader.ReadHeader();
            Columns = [.. _reader.Headers.Select(h => h.Trim())];
        }
        catch (CsvFormatException e)
        {
            throw new InputException(name, e.Message, "CSV with a header", e);
        }
        if (Columns.Count == 0 || Columns is [""])
            throw Empty("a header and rows");
        for (int i = 0; i < Columns.Count; i++)
        {
            if (!_columns.TryAdd(Columns[i], i))
                throw new InputException($"{name}: column {Columns[i]}", Columns[i], "each column once");
        }
    }

    public override string Name { get; }

    public override IReadOnlyList<string> Columns { get; }

    public override long Position => PositionOf(_text);

    public override IEnumerable<TableRow> Rows(RowReport report)
    {
        _report = report;
        long before = report.Refused;
        bool any = false;
        while (Read())
        {
            any = true;
            string[] cells = _reader.Current.ToArray();
            int bad = Array.FindIndex(cells, cell => cell.Contains(Undecodable));
            if (bad < 0)
                yield return new TableRow(_reader.LineNumber, _columns, cells);
            else
                report.Refuse(_reader.LineNumber, NoUtf8(Columns[bad], cells[bad]));
        }
        if (!any && report.Refused == before)
            throw new InputException(Name, "a header alone", "rows below the header");
    }

    protected override void Dispose(bool disposing) => _reader.Dispose();

    private bool Read()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw new InputException(Name, e.Message, "CSV", e);
        }
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = ',',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRecord,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
        OnMalformedRecord = Refuse,
        PoolStrings = true,
    };

    private void Refuse(CsvMalformedRecord record)
    {
        string expected = record.Reason == CsvMalformedReason.FieldCountMismatch
            ? $"{Columns.Count} cells, as in the header"
            : "quotes around whole cells, doubled inside";
        _report?.Refuse(record.LineNumber, new InputException("row", record.RawRecord, expected));
    }
}
