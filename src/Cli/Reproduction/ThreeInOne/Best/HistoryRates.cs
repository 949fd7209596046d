namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// How often each consumer visited and bought before a day: (n + prior x mean) / (days + prior), the prior a number of
/// days. In thermometer code a unit is on where the rate is above its cut, a quantile of the training rows: such units
/// fit a Boltzmann machine, whose units are binary.
/// </summary>
internal static class HistoryRates
{
    private const double PriorDays = 10;
    private const int Cuts = 11;

    /// <summary>Rates by outcome, rows x outcomes; each from the days before the row's only.</summary>
    public static float[] Of(WorldData data)
    {
        var (outcomes, days) = (data.Rows.OutcomeCount, data.Panel.Days);
        var means = new double[outcomes];
        for (var outcome = 0; outcome < outcomes; outcome++)
            means[outcome] = data.Train.Average(row => (double)data.Rows.OutcomeRow(row)[outcome]);
        var rates = new float[data.Rows.Rows * outcomes];
        for (var consumer = 0; consumer < data.Consumers; consumer++)
        {
            var counts = new double[outcomes];
            for (var i = 0; i < days * outcomes; i++)
                rates[consumer * days * outcomes + i] = (float)means[i % outcomes];
            var first = data.Panel.FirstDayOf(consumer);
            for (var day = first; day < days; day++)
            {
                var row = consumer * days + day;
                for (var outcome = 0; outcome < outcomes; outcome++)
                {
                    rates[row * outcomes + outcome] =
                        (float)((counts[outcome] + PriorDays * means[outcome]) / (day - first + PriorDays));
                    counts[outcome] += data.Rows.OutcomeRow(row)[outcome];
                }
            }
        }

        return rates;
    }

    /// <summary>The rates' thermometer units.</summary>
    public static FeatureTable Thermometer(WorldData data, float[] rates)
    {
        var outcomes = data.Rows.OutcomeCount;
        var (cuts, names) = (new float[outcomes * Cuts], new string[outcomes * Cuts]);
        for (var outcome = 0; outcome < outcomes; outcome++)
        {
            var sorted = Array.ConvertAll(data.Train, row => rates[row * outcomes + outcome]);
            Array.Sort(sorted);
            for (var cut = 0; cut < Cuts; cut++)
            {
                var at = outcome * Cuts + cut;
                cuts[at] = sorted[(int)((long)(cut + 1) * sorted.Length / (Cuts + 1))];
                names[at] = $"{Contrast.Outcomes[outcome]} rate > {cuts[at]:N3}";
            }
        }

        return FeatureTable.Of(
            data.Rows.Rows, names, [.. names.Select(_ => FeatureGroups.Rates)], (row, to) =>
            {
                for (var i = 0; i < cuts.Length; i++)
                    to.Span[i] = rates[row * outcomes + i / Cuts] > cuts[i] ? 1 : 0;
            });
    }
}
