using System.Diagnostics;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Bench.Training;

/// <summary>The arithmetic of one epoch of a phase, and the least time of one core for it.</summary>
/// <param name="Name">The phase.</param>
/// <param name="MultiplyAdds">Of products: inputs of units and gradients of couplings.</param>
/// <param name="Sigmoids">Probabilities of units.</param>
/// <param name="Draws">Units sampled.</param>
internal sealed record TrainingFloor(string Name, double MultiplyAdds, double Sigmoids, double Draws)
{
    /// <summary>Each layer's pre-training, then joint training by the paper's chains.</summary>
    public static TrainingFloor[] Of(int[] layers, int rows, BoltzmannTrainingOptions options)
    {
        var phases = new List<TrainingFloor>();
        for (var l = 1; l < layers.Length; l++)
            phases.Add(Pretraining(l, layers[l - 1], layers[l], rows, options.Pretraining));
        phases.Add(Joint(layers, rows, options));
        return [.. phases];
    }

    /// <summary>Seconds of one core at its fastest, each kind of work measured alone.</summary>
    public double Seconds()
    {
        var cache = new float[2048];
        var random = new RandomStream(3);
        return Least(count => Floor.MultiplyAdds(count), 50_000_000) * MultiplyAdds
            + Least(count => Floor.Sigmoids(cache, (int)count), 4_000_000) * Sigmoids
            + Least(count => Sample(random, cache, count), 4_000_000) * Draws;
    }

    /// <summary>A step: units up for the batch, k times down and up for the chains, both gradients.</summary>
    private static TrainingFloor Pretraining(int layer, int below, int above, int rows, BoltzmannPhaseOptions phase)
    {
        double chains = phase.Chains * (double)(rows / phase.BatchRows);
        double batch = rows / phase.BatchRows * phase.BatchRows;
        return new TrainingFloor(
            $"pre-training {layer}", (2 * batch + (2 * phase.GibbsSteps + 1) * chains) * below * above,
            batch * above + phase.GibbsSteps * chains * (below + above), phase.GibbsSteps * chains * (below + above));
    }

    /// <summary>A step: a belief a row, k beliefs and samples a chain, one belief more, both gradients.</summary>
    private static TrainingFloor Joint(int[] layers, int rows, BoltzmannTrainingOptions options)
    {
        var (phase, pairs) = (options.Joint, 0.0);
        for (var l = 1; l < layers.Length; l++) pairs += layers[l - 1] * layers[l];
        double first = layers[0] * layers[1];
        var belief = first + options.Sweeps * 2 * (pairs - first);
        var sigmoids = (double)options.Sweeps * layers.Skip(1).Sum();
        double chains = phase.Chains * (double)(rows / phase.BatchRows);
        double batch = rows / phase.BatchRows * phase.BatchRows;
        return new TrainingFloor(
            "joint",
            (batch + (phase.GibbsSteps + 1) * chains) * belief + phase.GibbsSteps * chains * first
                + (batch + chains) * pairs,
            (batch + (phase.GibbsSteps + 1) * chains) * sigmoids + phase.GibbsSteps * chains * layers[0],
            phase.GibbsSteps * chains * (layers[0] + layers[1]));
    }

    private static void Sample(RandomStream random, float[] cache, long count)
    {
        for (; count > 0; count -= cache.Length)
        {
            Array.Fill(cache, .5f);
            random.Sample(cache);
        }
    }

    /// <summary>Seconds of one piece of work: the least of several tries.</summary>
    private static double Least(Action<long> work, long count)
    {
        work(count);
        var least = double.MaxValue;
        for (var round = 0; round < 15; round++)
        {
            var start = Stopwatch.GetTimestamp();
            work(count);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least / count;
    }
}
