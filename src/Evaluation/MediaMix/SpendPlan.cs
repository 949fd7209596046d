using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>Other spend in a window of weeks, all else as it was.</summary>
public static class SpendPlan
{
    /// <summary>Nothing on one channel.</summary>
    public static WeeklyTable Without(WeeklyTable table, int channel, WeekWindow window) =>
        Scaled(table, channel, 0, window);

    /// <summary>Nothing on any channel.</summary>
    public static WeeklyTable WithoutAll(WeeklyTable table, WeekWindow window)
    {
        var spend = (double[])table.Spend.Clone();
        foreach (var row in Rows(table, window))
            spend.AsSpan(row * table.Channels.Length, table.Channels.Length).Clear();
        return table.WithSpend(spend);
    }

    /// <summary>A multiple of what was spent on a channel, week by week.</summary>
    public static WeeklyTable Scaled(WeeklyTable table, int channel, double multiple, WeekWindow window)
    {
        var spend = (double[])table.Spend.Clone();
        foreach (var row in Rows(table, window)) spend[row * table.Channels.Length + channel] *= multiple;
        return table.WithSpend(spend);
    }

    /// <summary>
    /// A budget for every channel in the window, by its weeks' pattern, no week above the most that was ever spent in a
    /// week there: what does not fit goes to the other weeks.
    /// </summary>
    /// <param name="table">The weeks.</param>
    /// <param name="budgets">One a channel, at most <see cref="Most"/>.</param>
    /// <param name="window">Whose weeks get it.</param>
    public static WeeklyTable WithBudgets(WeeklyTable table, ReadOnlySpan<double> budgets, WeekWindow window)
    {
        var spend = (double[])table.Spend.Clone();
        for (var channel = 0; channel < budgets.Length; channel++)
        {
            var now = table.TotalSpend(channel, window.From, window.To);
            if (now <= 0 || budgets[channel] == now) continue;
            var caps = Caps(table, channel);
            var multiple = Multiple(table, channel, budgets[channel], now, window, caps);
            foreach (var row in Rows(table, window))
            {
                var at = row * table.Channels.Length + channel;
                spend[at] = Math.Min(multiple * table.Spend[at], caps[row / table.Weeks]);
            }
        }

        return table.WithSpend(spend);
    }

    /// <summary>The most that a channel can take in a window without a week above what was ever spent in one.</summary>
    public static double Most(WeeklyTable table, int channel, WeekWindow window)
    {
        var caps = Caps(table, channel);
        return Rows(table, window)
            .Where(row => table.Spend[row * table.Channels.Length + channel] > 0)
            .Sum(row => caps[row / table.Weeks]);
    }

    /// <summary>The most ever spent in a week, one a geo.</summary>
    internal static double[] Caps(WeeklyTable table, int channel)
    {
        var caps = new double[table.Geos.Length];
        for (var row = 0; row < table.Rows; row++)
        {
            ref var cap = ref caps[row / table.Weeks];
            cap = Math.Max(cap, table.Spend[row * table.Channels.Length + channel]);
        }

        return caps;
    }

    private static double Multiple(
        WeeklyTable table, int channel, double budget, double now, WeekWindow window, double[] caps)
    {
        if (budget <= now) return budget / now;
        var (low, high) = (1.0, 2.0);
        while (Spent(high) < budget && high < 1e12) high *= 2;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Spent(middle) < budget) low = middle;
            else high = middle;
        }

        return high;

        double Spent(double multiple)
        {
            var sum = 0.0;
            foreach (var row in Rows(table, window))
            {
                sum += Math.Min(
                    multiple * table.Spend[row * table.Channels.Length + channel], caps[row / table.Weeks]);
            }

            return sum;
        }
    }

    private static IEnumerable<int> Rows(WeeklyTable table, WeekWindow window) =>
        from geo in Enumerable.Range(0, table.Geos.Length)
        from week in Enumerable.Range(window.From, window.Weeks)
        select geo * table.Weeks + week;
}
