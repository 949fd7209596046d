namespace WorldModel.Schema.Tests;

/// <summary>The shop's numbers, each computed straight from the whole history.</summary>
internal static class NaiveNumbers
{
    private static readonly ActionVector Actions = new(TestSchemas.Shop);

    public static double Of(StateEvent[] history, NumberColumn number, int day) => number.Kind switch
    {
        // Every consumer of the histories is 61, and the cuts are 30 and 60.
        NumberKind.Attribute => (Math.Asinh(61) - ((Math.Asinh(30) + Math.Asinh(60)) / 2))
            / (Math.Asinh(60) - Math.Asinh(30)),
        NumberKind.Rate => LogOdds(Rate(history, day)) - LogOdds(.2),
        _ => Tally(history, number.Name, day),
    };

    private static double LogOdds(double p) => Math.Log(p) - Math.Log(1 - p);

    private static double Rate(StateEvent[] history, int day)
    {
        double Weight(int d) => Math.Pow(2, -(day - 1 - d) / 5.0);
        int first = history.Length == 0 ? day : history.Min(e => e.Day);
        double sum = Visits(history, day).Sum(Weight) + (.2 * 2);
        return sum / (Enumerable.Range(first, Math.Max(0, day - first)).Sum(Weight) + 2);
    }

    /// <summary>mail=red is bit 0, mail=blue bit 1, call bit 2.</summary>
    private static double Tally(StateEvent[] history, string name, int day)
    {
        int wanted = int.Parse(name.Split('_')[^1]);
        int first = history.Length == 0 ? day : history.Min(e => e.Day);
        HashSet<int> visits = [.. Visits(history, day)];
        IEnumerable<int> days = Enumerable.Range(first, Math.Max(0, day - first)).Where(d => On(history, d) == wanted);
        return name.Contains("_times_") ? days.Count(visits.Contains) : days.Count();
    }

    private static int On(StateEvent[] history, int day) => history
        .Where(e => e.Day == day && e.Slot >= 0 && e.Slot < 3)
        .Select(e => 1 << e.Slot).Distinct().Sum();

    private static IEnumerable<int> Visits(StateEvent[] history, int day) => history
        .Where(e => e.Slot == Actions.Units && e.Day < day).Select(e => e.Day).Distinct();
}
