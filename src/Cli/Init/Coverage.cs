using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>Looks for stretches of days on which something that should have happened is missing.</summary>
internal static class Coverage
{
    /// <summary>A stretch is no accident where so many were to be expected: e^-10 is one in twenty thousand.</summary>
    private const double LeastExpected = 10;

    private const int Named = 3;

    /// <summary>Stretches of days without an outcome.</summary>
    /// <param name="days">Number of the outcome on each day, from the first to the last.</param>
    /// <param name="weights">Of each day how many rows might have had it; null: all days alike.</param>
    public static List<(int From, int To, double Expected)> Empty(double[] days, double[]? weights = null)
    {
        var stretches = new List<(int, int, double)>();
        var rate = days.Sum() / (weights?.Sum() ?? days.Length);
        for (var from = 0; from < days.Length; from++)
        {
            if (days[from] > 0)
                continue;
            var to = from;
            while (to + 1 < days.Length && days[to + 1] == 0)
                to++;
            var expected = rate * Enumerable.Range(from, to - from + 1).Sum(day => weights?[day] ?? 1);
            if (expected >= LeastExpected)
                stretches.Add((from, to, expected));
            from = to;
        }
        return stretches;
    }

    /// <summary>Reports stretches without an outcome, the longest first.</summary>
    public static void Report(
        Findings findings, OwnTable table, string name, int firstDay,
        List<(int From, int To, double Expected)> stretches, string what)
    {
        string Day(int day) => Days.Text(firstDay + day);
        var longest = stretches.OrderByDescending(s => s.To - s.From).ToArray();
        foreach (var (from, to, expected) in longest.Take(Named))
        {
            findings.Add("coverage", table, name,
                $"missing window: {Day(from)} to {Day(to)} has no {what}, where about {expected:N0} should be",
                "kept as it stands: leave those days out with --from or --to, or bring the rows");
        }
        if (longest.Length > Named)
        {
            findings.Add("coverage", table, name, $"{longest.Length - Named:N0} more such stretches",
                "as above; a shop closed on some days looks like this too");
        }
    }
}
