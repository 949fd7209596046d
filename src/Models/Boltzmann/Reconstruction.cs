using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>How well rows come back from their beliefs: mean binary cross-entropy in nats per visible unit.</summary>
internal static class Reconstruction
{
    private const int RowsInSlice = 480;

    /// <summary>Means are clipped to [clip, 1 - clip]: a unit never seen in training must not cost infinity.</summary>
    public const double Clip = 1e-4;

    /// <summary>Of v by sigmoid(b_0 + W_1 h1), h1 from the belief.</summary>
    public static double OfMachine(BoltzmannMachine machine, int sweeps, RowSet rows, ParallelOptions parallel)
    {
        var meanField = new MeanField(machine, sweeps);
        var down = PackedMatrix.Pack(machine.Weights(1), machine.Layers[1], machine.VisibleUnits, transposed: true);
        var bias = machine.Biases(0).ToArray();
        return MeanOverSlices(rows, parallel, (visible, count) =>
        {
            var belief = new float[count * machine.HiddenUnits];
            var input = new float[visible.Length];
            meanField.Infer(visible, count, belief);
            Gemm.Multiply(belief, count, machine.HiddenUnits, down, bias, [], Activation.Identity, input,
                machine.VisibleUnits);
            var sum = 0.0;
            for (var i = 0; i < visible.Length; i++) sum += Logit.Softplus(input[i]) - visible[i] * (double)input[i];
            return sum;
        });
    }

    /// <summary>Of v by constant probabilities, one a unit.</summary>
    public static double OfMarginals(double[] means, RowSet rows, ParallelOptions parallel)
    {
        var on = Array.ConvertAll(means, mean => Math.Log(Math.Clamp(mean, Clip, 1 - Clip)));
        var off = Array.ConvertAll(means, mean => Math.Log(1 - Math.Clamp(mean, Clip, 1 - Clip)));
        return MeanOverSlices(rows, parallel, (visible, _) =>
        {
            var sum = 0.0;
            for (var i = 0; i < visible.Length; i++)
                sum -= visible[i] * on[i % on.Length] + (1 - visible[i]) * off[i % off.Length];
            return sum;
        });
    }

    private static double MeanOverSlices(RowSet rows, ParallelOptions parallel, Func<float[], int, double> sumOf)
    {
        var sums = new double[(rows.Count + RowsInSlice - 1) / RowsInSlice];
        Parallel.For(0, sums.Length, parallel, slice =>
        {
            var count = Math.Min(RowsInSlice, rows.Count - slice * RowsInSlice);
            sums[slice] = sumOf(rows.Block(slice * RowsInSlice, count), count);
        });
        return sums.Sum() / ((double)rows.Count * rows.Units);
    }
}
