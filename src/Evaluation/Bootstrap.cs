using WorldModel.Numerics;

namespace WorldModel.Evaluation;

/// <summary>
/// Intervals by drawing consumers with replacement (Efron 1979; percentiles): a consumer's rows are drawn together, as
/// they are not independent. Replicate r uses stream r of the seed, so that the figures are the same on any number of
/// threads. Figures measured on the same draws are paired.
/// </summary>
/// <param name="seed">Seed of all replicates.</param>
/// <param name="replicates">How many; 95 % intervals want a few hundred.</param>
public sealed class Bootstrap(ulong seed, int replicates = 400)
{
    /// <summary>Measures figures under row weights; called from several threads at once.</summary>
    public delegate void Measurement(ReadOnlySpan<double> weights, Span<double> figures);

    /// <summary>The figures with every row once, and their 95 % intervals.</summary>
    /// <param name="consumer">Each row's consumer, 0 to <paramref name="consumers"/> - 1.</param>
    /// <param name="consumers">How many consumers there are.</param>
    /// <param name="figures">How many figures the measurement writes.</param>
    /// <param name="measure">The measurement.</param>
    public Estimate[] Measure(int[] consumer, int consumers, int figures, Measurement measure)
    {
        var point = new double[figures];
        var once = new double[consumer.Length];
        Array.Fill(once, 1);
        measure(once, point);
        var drawn = Draws(consumer, consumers, figures, measure);
        var estimates = new Estimate[figures];
        var column = new double[replicates];
        for (var figure = 0; figure < figures; figure++)
        {
            for (var replicate = 0; replicate < replicates; replicate++) column[replicate] = drawn[replicate][figure];
            var (low, high) = Interval(column);
            estimates[figure] = new Estimate(point[figure], low, high);
        }

        return estimates;
    }

    /// <summary>The mean of one number a row, with its interval.</summary>
    public Estimate Mean(int[] consumer, int consumers, double[] values) =>
        Measure(consumer, consumers, 1, (weights, figures) => figures[0] = WeightedMean(values, weights))[0];

    /// <summary>The mean of values under weights.</summary>
    public static double WeightedMean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (var row = 0; row < values.Length; row++)
        {
            sum += weights[row] * values[row];
            total += weights[row];
        }

        return sum / total;
    }

    private double[][] Draws(int[] consumer, int consumers, int figures, Measurement measure)
    {
        var drawn = new double[replicates][];
        Parallel.For(
            0, replicates,
            () => (Counts: new int[consumers], Weights: new double[consumer.Length]),
            (replicate, _, scratch) =>
            {
                var stream = new RandomStream(seed, (ulong)replicate);
                Array.Clear(scratch.Counts);
                for (var draw = 0; draw < consumers; draw++) scratch.Counts[stream.NextInt(consumers)]++;
                for (var row = 0; row < consumer.Length; row++)
                {
                    scratch.Weights[row] = scratch.Counts[consumer[row]];
                }

                drawn[replicate] = new double[figures];
                measure(scratch.Weights, drawn[replicate]);
                return scratch;
            },
            _ => { });
        return drawn;
    }

    private static (double? Low, double? High) Interval(double[] values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0 ? (null, null) : (Percentile(sorted, .025), Percentile(sorted, .975));
    }

    private static double Percentile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
