using System.Globalization;

namespace WorldModel.Schema.Readers;

/// <summary>A row of a table: text by column.</summary>
public readonly struct TableRow
{
    private readonly IReadOnlyDictionary<string, int>? _columns;
    private readonly string[]? _cells;
    private readonly IReadOnlyDictionary<string, string?>? _fields;
    private readonly IReadOnlyDictionary<string, string>? _columnOf;

    internal TableRow(long line, IReadOnlyDictionary<string, int> columns, string[] cells)
    {
        Line = line;
        _columns = columns;
        _cells = cells;
    }

    internal TableRow(long line, IReadOnlyDictionary<string, string?> fields)
    {
        Line = line;
        _fields = fields;
    }

    internal TableRow(in TableRow row, IReadOnlyDictionary<string, string> columnOf)
    {
        this = row;
        _columnOf = columnOf;
    }

    /// <summary>Line of the file, from 1.</summary>
    public long Line { get; }

    public IEnumerable<string> Columns => _columnOf is null
        ? Own
        : _columnOf.Keys.Concat(Own.Except(_columnOf.Values, StringComparer.Ordinal));

    private IEnumerable<string> Own => _columns?.Keys ?? _fields!.Keys;

    /// <summary>The cell's text; null where there is none or it is empty.</summary>
    public string? this[string column]
    {
        get
        {
            string? text = null;
            if (_columnOf is not null && _columnOf.TryGetValue(column, out string? own))
                column = own;
            if (_columns is not null)
                text = _columns.TryGetValue(column, out int i) ? _cells![i] : null;
            else
                _fields!.TryGetValue(column, out text);
            return string.IsNullOrEmpty(text) ? null : text;
        }
    }

    /// <summary>A cell as a finite number.</summary>
    /// <exception cref="InputException">It is empty, no number, or not finite.</exception>
    public double Number(string column) => ParseNumber(this[column], column);

    internal static double ParseNumber(string? text, string field)
    {
        bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return number && double.IsFinite(value) ? value : throw new InputException(field, text, "a finite number");
    }
}
