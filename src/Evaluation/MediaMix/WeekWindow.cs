using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// Weeks whose spend a question is about; effects are counted from the first of them to the table's end.
/// </summary>
/// <param name="From">The first week, from 0.</param>
/// <param name="To">The week behind the last.</param>
public readonly record struct WeekWindow(int From, int To)
{
    public int Weeks => To - From;

    public static WeekWindow All(WeeklyTable table) => new(0, table.Weeks);

    /// <summary>The last weeks, or all where there are fewer.</summary>
    public static WeekWindow Last(WeeklyTable table, int weeks) => new(Math.Max(0, table.Weeks - weeks), table.Weeks);

    /// <summary>Refuses a window that the table does not have.</summary>
    public WeekWindow Within(WeeklyTable table) => From >= 0 && From < To && To <= table.Weeks
        ? this
        : throw new InputException("window", $"{From} to {To}", $"weeks within 0 to {table.Weeks}");
}
