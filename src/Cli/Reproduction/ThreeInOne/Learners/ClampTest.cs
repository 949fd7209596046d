using WorldModel.Evaluation;
using WorldModel.Models.Boltzmann;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// The paper's energy clamp (three-in-one, section 2.7): rows without a purchase in the last four days get four
/// purchases and no campaign or push instead, and the free energy's change is watched. Beside it the contrast that does
/// not mix two changes: the same purchases with promotions in all four days against none. Both by the paper's score and
/// by the variational free energy. Rows are split by the consumers' true base preference.
/// </summary>
internal static class ClampTest
{
    private static readonly string[] Lagged = ["campaign", "push"];

    public static IEnumerable<Figure> Run(WorldData data, BoltzmannMachine machine, int sweeps)
    {
        foreach (var (part, rows) in (IEnumerable<(string, int[])>)
            [("train", data.Train), ("validation", data.Validation), ("test", data.Test)])
        {
            var lags = Lags(data, "purchase");
            int[] eligible = [.. rows.Where(row => lags.All(unit => data.Rows.VisibleRow(row)[unit] == 0))];
            yield return new Figure($"clamp/{part}/rows", eligible.Length);
            if (eligible.Length == 0) continue;
            var visible = data.Visible(eligible);
            var clamped = Clamped(data, visible, promotions: 0);
            var promoted = Clamped(data, visible, promotions: 1);
            foreach (var (energy, of) in Energies(machine, sweeps))
            {
                var (before, after, with) = (of(visible), of(clamped), of(promoted));
                var name = $"clamp/{part}/{energy}";
                foreach (var figure in Describe(data, eligible, name, Less(after, before))) yield return figure;
                foreach (var figure in Describe(data, eligible, name + "/promotion", Less(with, after)))
                    yield return figure;
            }
        }
    }

    private static IEnumerable<(string Name, Func<float[], double[]> Of)> Energies(BoltzmannMachine machine, int sweeps)
    {
        var meanField = new MeanField(machine, sweeps);
        yield return ("paperScore", visible => Of(visible, FreeEnergy.PaperScore));
        yield return ("freeEnergy", visible => Of(visible, FreeEnergy.Variational));

        double[] Of(float[] visible, Energy energy)
        {
            var rows = visible.Length / machine.VisibleUnits;
            var (belief, energies) = (new float[rows * machine.HiddenUnits], new double[rows]);
            meanField.Infer(visible, rows, belief);
            energy(machine, visible, belief, rows, energies);
            return energies;
        }
    }

    private delegate void Energy(
        BoltzmannMachine machine, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows,
        Span<double> energies);

    private static IEnumerable<Figure> Describe(WorldData data, int[] rows, string name, double[] change)
    {
        var beta = Array.ConvertAll(rows, row => data.Panel.Consumers.Beta[data.Rows.Consumer[row]]);
        var median = Median(beta);
        var high = Array.ConvertAll(beta, value => value > median ? 1.0 : 0);
        var found = new Bootstrap(12, 200).Measure(data.ConsumersOf(rows), data.Consumers, 5, (weights, figures) =>
        {
            figures[0] = Bootstrap.WeightedMean(change, weights);
            figures[1] = MeanWhere(change, weights, high, 1);
            figures[2] = MeanWhere(change, weights, high, 0);
            figures[3] = figures[1] - figures[2];
            figures[4] = Bootstrap.WeightedMean(Array.ConvertAll(change, value => value > 0 ? 1.0 : 0), weights);
        });
        string[] names = ["mean", "highBeta", "lowBeta", "highMinusLow", "positive"];
        for (var i = 0; i < names.Length; i++) yield return Figure.Of($"{name}/{names[i]}", found[i]);
        yield return new Figure($"{name}/pairedT", PairedT(change));
        yield return new Figure($"{name}/welchT", WelchT(change, high));
    }

    /// <summary>Four purchases in four days; campaigns and pushes of those days all off or all on.</summary>
    private static float[] Clamped(WorldData data, float[] visible, float promotions)
    {
        var (clamped, units) = ((float[])visible.Clone(), data.Rows.Units);
        int[] on = [.. Lags(data, "purchase"), data.Unit("purchased_within_7d")];
        int[] promoted = [.. Lagged.SelectMany(action => Lags(data, action))];
        for (var row = 0; row < clamped.Length; row += units)
        {
            foreach (var unit in on) clamped[row + unit] = 1;
            foreach (var unit in promoted) clamped[row + unit] = promotions;
        }

        return clamped;
    }

    private static int[] Lags(WorldData data, string name) =>
        [.. Enumerable.Range(1, data.Schema.LagDays).Select(lag => data.Unit($"{name}_lag{lag}"))];

    private static double[] Less(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double MeanWhere(double[] values, ReadOnlySpan<double> weights, double[] group, double which)
    {
        double sum = 0, total = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (group[row] != which) continue;
            sum += weights[row] * values[row];
            total += weights[row];
        }

        return sum / total;
    }

    private static double PairedT(double[] change)
    {
        var (mean, variance) = Moments(change);
        return mean / Math.Sqrt(variance / change.Length);
    }

    /// <summary>Welch's statistic of the high group less the low; rows are not independent, so it is only shown beside
    /// the paper's.</summary>
    private static double WelchT(double[] change, double[] high)
    {
        double[] up = [.. change.Where((_, i) => high[i] == 1)];
        double[] down = [.. change.Where((_, i) => high[i] == 0)];
        var ((meanUp, varianceUp), (meanDown, varianceDown)) = (Moments(up), Moments(down));
        return (meanUp - meanDown) / Math.Sqrt(varianceUp / up.Length + varianceDown / down.Length);
    }

    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
    }
}
