using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Annealed importance sampling (Neal 2001; for deep Boltzmann machines Salakhutdinov and Murray 2008): the partition
/// function of a machine by chains that start at independent units and are led to it. Even layers are kept as samples,
/// odd ones summed out: ln p*_b(x) = (1 - b) a . v + b sum_even b_l . x_l + sum_odd softplus(b (b_l + W x)), from b = 0
/// (units independent with biases a) to b = 1. The mean weight is unbiased for Z, so ln Z comes out too small rather
/// than too large, and a log likelihood too large.
/// </summary>
public static class AnnealedImportance
{
    private const int ChainsInSlice = 64;
    private const int Replicates = 400;

    /// <param name="machine">Any depth.</param>
    /// <param name="start">Biases a of the visible units at the start: log odds of their means, say.</param>
    /// <param name="options">How long.</param>
    /// <param name="cancel">Stops between temperatures.</param>
    public static PartitionEstimate LogPartition(
        BoltzmannMachine machine, float[] start, AnnealingOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(options);
        if (start.Length != machine.VisibleUnits)
            throw new ArgumentException($"expected {machine.VisibleUnits} biases, got {start.Length}", nameof(start));
        var weights = new double[options.Chains];
        var slices = (options.Chains + ChainsInSlice - 1) / ChainsInSlice;
        Parallel.For(0, slices, Slices.Options(options.Threads, cancel), slice =>
        {
            var count = Math.Min(ChainsInSlice, options.Chains - slice * ChainsInSlice);
            var random = new RandomStream(options.Seed, (ulong)slice);
            new AnnealedChains(machine, start, count, random).Run(
                options.Temperatures, weights.AsSpan(slice * ChainsInSlice, count), cancel);
        });
        var atStart = start.Sum(bias => Logit.Softplus(bias)) + machine.HiddenUnits * Math.Log(2);
        return Describe(weights, atStart, options.Seed);
    }

    private static PartitionEstimate Describe(double[] weights, double atStart, ulong seed)
    {
        var largest = weights.Max();
        var scaled = Array.ConvertAll(weights, weight => Math.Exp(weight - largest));
        var random = new RandomStream(seed, ulong.MaxValue >> 2);
        var drawn = new double[Replicates];
        for (var replicate = 0; replicate < Replicates; replicate++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < scaled.Length; draw++) sum += scaled[random.NextInt(scaled.Length)];
            drawn[replicate] = atStart + largest + Math.Log(sum / scaled.Length);
        }

        Array.Sort(drawn);
        var (total, squares) = (scaled.Sum(), scaled.Sum(weight => weight * weight));
        return new PartitionEstimate(
            atStart + largest + Math.Log(total / scaled.Length), drawn[Replicates / 40],
            drawn[Replicates - 1 - Replicates / 40], total * total / squares);
    }
}
