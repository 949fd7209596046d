namespace WorldModel.Models.Heads;

/// <summary>
/// How a belief enters a head: each unit less its mean over the training rows, times a scale that gives it variance 1
/// (at most <see cref="MostScale"/>), so that one prior fits lively and nearly constant units alike.
/// </summary>
/// <param name="Centers">One per hidden unit.</param>
/// <param name="Scales">One per hidden unit.</param>
public sealed record BeliefScaling(float[] Centers, float[] Scales)
{
    /// <summary>The scale of units that hardly vary.</summary>
    public const float MostScale = 100f;

    /// <summary>No belief.</summary>
    public static readonly BeliefScaling None = new([], []);

    /// <summary>Hidden units.</summary>
    public int Units => Centers.Length;

    /// <summary>The scaling of beliefs (rows x units).</summary>
    public static BeliefScaling Of(float[] belief, int units)
    {
        var rows = belief.Length / Math.Max(units, 1);
        var (sums, squares) = (new double[units], new double[units]);
        for (var row = 0; row < rows; row++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                double value = belief[(row * units) + unit];
                sums[unit] += value;
                squares[unit] += value * value;
            }
        }

        var scales = new float[units];
        for (var unit = 0; unit < units; unit++)
        {
            sums[unit] /= rows;
            var variance = Math.Max((squares[unit] / rows) - (sums[unit] * sums[unit]), 0.0);
            scales[unit] = (float)Math.Min(1.0 / Math.Sqrt(variance), MostScale);
        }

        return new BeliefScaling(Array.ConvertAll(sums, value => (float)value), scales);
    }

    /// <summary>Writes the scaled belief.</summary>
    public void Write(ReadOnlySpan<float> belief, Span<float> scaled)
    {
        for (var unit = 0; unit < Centers.Length; unit++)
            scaled[unit] = (belief[unit] - Centers[unit]) * Scales[unit];
    }
}
