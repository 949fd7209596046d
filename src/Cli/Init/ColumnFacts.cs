using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>What a column holds.</summary>
internal sealed class ColumnFacts
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "yyyy/M/d", "M/d/yy", "yyyyMMdd"];

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<double> _numbers = [];

    public ColumnFacts(OwnTable table, string column)
    {
        Column = column;
        foreach (var text in table.Cells(column))
        {
            if (text is null)
            {
                Missing++;
                continue;
            }
            _counts[text] = _counts.GetValueOrDefault(text) + 1;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
                _numbers.Add(number);
        }
        Present = table.Rows - Missing;
        DayFormat = FormatOf();
    }

    public string Column { get; }

    public int Missing { get; }

    public int Present { get; }

    /// <summary>Rows by value.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public int Distinct => _counts.Count;

    public bool IsNumber => Present > 0 && _numbers.Count == Present;

    public bool IsWhole => IsNumber && _numbers.TrueForAll(n => n == Math.Floor(n));

    /// <summary>0 and 1, or false and true, and nothing else.</summary>
    public bool IsFlag => Present > 0
        && _counts.Keys.All(v => v is "0" or "1" or "true" or "false" or "True" or "False");

    /// <summary>All numbers, unsorted.</summary>
    public IReadOnlyList<double> Numbers => _numbers;

    /// <summary>How nearly all values are written as days; null: they are none.</summary>
    public string? DayFormat { get; }

    /// <summary>Whether another order of day and month would do as well.</summary>
    public bool IsDayAmbiguous => DayFormat == "M/d/yyyy" && Share("d/M/yyyy") == 1;

    /// <summary>The day of a cell; null: it is none.</summary>
    public DateOnly? Day(string? text)
    {
        try
        {
            return text is null ? null : Days.Parse(text, DayFormat, Column);
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>Whether a cell's text is a number that can be counted with.</summary>
    public static bool IsFinite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number);

    private string? FormatOf() => Present == 0 ? null : Formats.FirstOrDefault(format => Share(format) >= 0.9);

    // Of the values that come most: a table of a million rows has few days.
    private double Share(string format)
    {
        var (all, good) = (0, 0);
        foreach (var text in _counts.Keys.Take(2_000))
        {
            all++;
            var end = text.IndexOfAny(['T', ' ']);
            var day = end > 0 ? text[..end] : text;
            var isDay = DateOnly.TryParseExact(
                day, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
            good += isDay && date.Year is >= 1990 and < 2100 ? 1 : 0;
        }
        return (double)good / all;
    }
}
