namespace WorldModel.Models.MediaMix;

/// <summary>
/// min over w >= 0 of w' A w - 2 b' w by coordinate descent, A symmetric with a positive diagonal: ridge regression of
/// weights that do no harm.
/// </summary>
public static class NonNegativeRidge
{
    private const int MostPasses = 2000;

    /// <param name="a">n x n.</param>
    /// <param name="b">n.</param>
    /// <param name="weights">Where to start; gets the minimum.</param>
    public static void Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> weights)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var moved = 0.0;
            for (var i = 0; i < b.Length; i++)
            {
                var row = a.Slice(i * b.Length, b.Length);
                var gradient = b[i] - BaselineMarginal.Dot(row, weights);
                var next = Math.Max(0, weights[i] + gradient / row[i]);
                moved = Math.Max(moved, Math.Abs(next - weights[i]) * Math.Sqrt(row[i]));
                weights[i] = next;
            }

            if (moved < 1e-10) return;
        }
    }
}
