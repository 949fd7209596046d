namespace WorldModel.Schema;

/// <summary>
/// The days that a clock allows. Days are calendar days of the schema's zone, counted without hours: a change to or
/// from summer time moves the moment a day begins and nothing else.
/// </summary>
public static class DayWindow
{
    /// <summary>How far ahead of the clock an event's day may be: senders' clocks and zones differ.</summary>
    public const int DaysAhead = 1;

    /// <summary>The day number, in the schema's zone, of a moment.</summary>
    public static int DayOf(ConsumerSchema schema, DateTimeOffset moment)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(schema.TimeZone);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime).DayNumber;
    }

    /// <summary>Whether an event's day is more than a day ahead of today.</summary>
    public static bool IsFuture(int day, int today) => day > today + DaysAhead;
}
