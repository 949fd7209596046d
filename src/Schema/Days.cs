using System.Globalization;

namespace WorldModel.Schema;

/// <summary>Days as text: ISO 8601 (<c>2025-01-31</c>) at every surface, a day number inside.</summary>
public static class Days
{
    /// <exception cref="InputException">Not a day, or one before the year 1900.</exception>
    public static DateOnly Parse(string? text, string field = "day")
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out DateOnly day)
            && day.Year >= 1900)
            return day;
        throw new InputException(field, text, "a day as yyyy-MM-dd");
    }

    /// <summary>
    /// A day in somebody's table: as the format says or, without one, as <c>yyyy-MM-dd</c>; a time behind it is passed
    /// over.
    /// </summary>
    /// <exception cref="InputException">Not a day so written, or one before the year 1900.</exception>
    public static DateOnly Parse(string? text, string? format, string field)
    {
        string? day = text is not null && text.IndexOfAny(['T', ' ']) is var end and > 0 ? text[..end] : text;
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (DateOnly.TryParseExact(day, format ?? "yyyy-MM-dd", culture, DateTimeStyles.None, out DateOnly date)
            && date.Year >= 1900)
            return date;
        throw new InputException(field, text, $"a day as {format ?? "yyyy-MM-dd"}");
    }

    /// <summary>Refuses a format by which no day can be told; null is none.</summary>
    /// <exception cref="InputException">It is no format, or leaves out day, month or year.</exception>
    public static void CheckFormat(string? format, string field)
    {
        var day = new DateOnly(2001, 12, 31);
        CultureInfo culture = CultureInfo.InvariantCulture;
        try
        {
            if (format is null || DateOnly.TryParseExact(
                day.ToString(format, culture), format, culture, DateTimeStyles.None, out DateOnly read) && read == day)
                return;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new InputException(field, format, "a format of day, month and year such as dd.MM.yyyy");
    }

    public static string Text(int day) => Text(DateOnly.FromDayNumber(day));

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
