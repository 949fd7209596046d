using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

/// <summary>
/// Rows with structure to find: a hidden group decides which half of the one-hot blocks is likely, so that units of
/// different blocks depend on each other and marginals say little.
/// </summary>
internal static class PatternRows
{
    public const int Units = 24;

    public static float[] Draw(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var values = new float[rows * Units];
        for (var row = 0; row < rows; row++)
        {
            var group = random.NextInt(3);
            for (var block = 0; block < Units / 6; block++)
            {
                var choice = random.Bernoulli(.85) ? 2 * group + random.NextInt(2) : random.NextInt(6);
                values[row * Units + block * 6 + choice] = 1;
            }
        }

        return values;
    }
}
