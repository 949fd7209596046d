using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>The weeks of a mix as <see cref="MixFile"/> has them.</summary>
internal sealed record StoredWeeks(
    string Outcome, string[] Channels, string[] Covariates, string[] Geos, DateOnly FirstWeek, int Weeks,
    double[] Outcomes, double[] Spend, double[] Covariate)
{
    public static StoredWeeks Of(WeeklyTable table) => new(
        table.OutcomeName, table.Channels, table.Covariates, table.Geos, table.FirstWeek, table.Weeks,
        table.Outcome, table.Spend, table.Covariate);

    /// <exception cref="InputException">The weeks are not whole, or hold what no table may.</exception>
    public WeeklyTable Restored(string name)
    {
        // Checked before anything is made of these sizes: a file may say any number.
        var rows = (long)Geos.Length * Weeks;
        if (rows < 1 || Outcomes.Length != rows || Spend.Length != rows * Channels.Length
            || Covariate.Length != rows * Covariates.Length)
            throw new InputException(name, "weeks of another size", $"{rows} rows");
        if (FirstWeek.DayNumber + 7L * Weeks > DateOnly.MaxValue.DayNumber)
            throw new InputException(name, $"{Weeks} weeks from {FirstWeek:yyyy-MM-dd}", "weeks before the year 10000");
        if (!Outcomes.All(double.IsFinite) || !Covariate.All(double.IsFinite)
            || !Spend.All(amount => amount >= 0 && double.IsFinite(amount)))
            throw new InputException(name, "weeks with what is no number", "finite numbers, and no spend below 0");
        if (Channels.Length == 0 || !AreNames(Channels) || !AreNames(Geos))
            throw new InputException(name, "names that are missing or twice there", "every channel and geo once");
        var table = new WeeklyTable(Outcome, Channels, Covariates, Geos, FirstWeek, Weeks);
        Outcomes.CopyTo(table.Outcome, 0);
        Spend.CopyTo(table.Spend, 0);
        Covariate.CopyTo(table.Covariate, 0);
        return table;
    }

    private static bool AreNames(string?[] names) =>
        !names.Contains(null) && names.Distinct(StringComparer.Ordinal).Count() == names.Length;
}
