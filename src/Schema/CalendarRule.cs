namespace WorldModel.Schema;

/// <summary>A set of days: those in any of the months, on any of the days of the week, or listed.</summary>
/// <param name="Months">1 to 12.</param>
/// <param name="DaysOfWeek">0 (Monday) to 6 (Sunday).</param>
/// <param name="Dates">Single days.</param>
public sealed record CalendarRule(
    IReadOnlyList<int> Months, IReadOnlyList<int> DaysOfWeek, IReadOnlyList<DateOnly> Dates)
{
    /// <param name="day">A day number (<see cref="DateOnly.DayNumber"/>).</param>
    public bool Includes(int day)
    {
        DateOnly date = DateOnly.FromDayNumber(day);
        return DaysOfWeek.Contains(DayOfWeek(day)) || Months.Contains(date.Month) || Dates.Contains(date);
    }

    /// <summary>0 (Monday) to 6 (Sunday): day number 0, 1 January of the year 1, was a Monday.</summary>
    public static int DayOfWeek(int day) => day % 7;
}
