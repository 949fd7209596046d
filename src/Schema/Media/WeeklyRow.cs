using System.Globalization;
using WorldModel.Schema.Readers;

namespace WorldModel.Schema.Media;

/// <summary>A row of weekly aggregates as it stands in the file.</summary>
internal sealed record WeeklyRow(
    long Line, string Geo, DateOnly Week, double Outcome, double[] Spend, string?[] Covariates)
{
    /// <summary>Beyond this an amount is a mistake, and sums of squares lose their digits.</summary>
    private const double Largest = 1e15;

    private static readonly string[] Days = ["yyyy-MM-dd", "M/d/yyyy"];

    public static WeeklyRow Parse(TableRow row, WeeklyColumns columns)
    {
        var place = $"line {row.Line}: ";
        var spend = Array.ConvertAll(columns.Spend, column =>
        {
            var amount = Number(row[column], place + column);
            return amount >= 0 ? amount : throw new InputException(place + column, row[column], "spend of 0 or more");
        });
        return new WeeklyRow(
            row.Line,
            columns.Geo is { } geo ? row[geo] ?? throw new InputException(place + geo, null, "a name") : "",
            Day(row[columns.Week], place + columns.Week, columns.DayFormat),
            Number(row[columns.Outcome], place + columns.Outcome), spend,
            Array.ConvertAll(columns.Covariates, column => row[column]));
    }

    public static double Number(string? text, string field)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
            throw new InputException(field, text, "a finite number");
        return Math.Abs(number) <= Largest ? number : throw new InputException(field, text, "at most 1e15");
    }

    private static DateOnly Day(string? text, string field, string? format)
    {
        string[] formats = format is null ? Days : [format];
        return DateOnly.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InputException(
                field, text, format is null
                    ? $"a day as {string.Join(" or ", formats)}; where it is written otherwise, name the day format"
                    : "a day as " + format);
    }
}
