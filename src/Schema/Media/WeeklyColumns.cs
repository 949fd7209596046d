namespace WorldModel.Schema.Media;

/// <summary>Which columns of a table are read as what.</summary>
/// <param name="Outcome">The column of the outcome.</param>
/// <param name="Spend">A column a channel.</param>
public sealed record WeeklyColumns(string Outcome, string[] Spend)
{
    /// <summary>
    /// Columns of what else moves the outcome: numbers, or words (each word but the commonest a 0/1).
    /// </summary>
    public string[] Covariates { get; init; } = [];

    /// <summary>The column of the geo; null for one national series.</summary>
    public string? Geo { get; init; }

    /// <summary>The column of the week, named by any day of it.</summary>
    public string Week { get; init; } = "week";

    /// <summary>How days are written; null: year first (2025-12-31), or month first (12/31/2025).</summary>
    public string? DayFormat { get; init; }

    /// <summary>Refuses a column that is named twice, and a format that tells no day.</summary>
    internal void Check()
    {
        Days.CheckFormat(DayFormat, "day format");
        if (Spend.Length == 0) throw new InputException("spend", null, "at least one column of spend");
        string[] all = [Week, Outcome, .. Spend, .. Covariates, .. Geo is null ? [] : (string[])[Geo]];
        var twice = all.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InputException("columns", twice.Key, "each column in one place");
    }
}
