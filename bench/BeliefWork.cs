using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>
/// The frozen machine and rows that every belief benchmark works on: 72-64-32-16, 10 sweeps, half of the bits on.
/// </summary>
public static class BeliefWork
{
    public const int Sweeps = 10;
    public static readonly int[] Layers = [72, 64, 32, 16];

    /// <summary>W_1 once, every other coupling twice a sweep: 111 kFLOP.</summary>
    public const long MultiplyAdds = 72 * 64 + Sweeps * 2 * (64 * 32 + 32 * 16);

    public const int Sigmoids = Sweeps * (64 + 32 + 16);

    public static BoltzmannMachine Machine()
    {
        var random = new RandomStream(1);
        var weights = Enumerable.Range(1, Layers.Length - 1).Select(
            l => new Matrix(Layers[l - 1], Layers[l])).ToArray();
        foreach (var matrix in weights)
            for (var i = 0; i < matrix.Data.Length; i++) matrix.Data[i] = .3f * (float)random.NextGaussian();
        return new BoltzmannMachine(weights, [.. Layers.Select(units => new float[units])]);
    }

    public static float[] Rows(int count)
    {
        var rows = Enumerable.Repeat(.5f, count * Layers[0]).ToArray();
        new RandomStream(2).Sample(rows);
        return rows;
    }
}
