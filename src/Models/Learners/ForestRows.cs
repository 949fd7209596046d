namespace WorldModel.Models.Learners;

/// <summary>
/// What a forest learns from: binned features, arms, outcomes and weights of all rows. Outcomes are scaled by their
/// standard deviations, so that effects on each count alike when nodes are split.
/// </summary>
internal sealed class ForestRows
{
    public ForestRows(float[] features, int width, int[] arm, int arms, double[][] outcomes, double[]? weight, int bins)
    {
        (Width, Arm, Arms, Outcomes, Weight) = (width, arm, arms, outcomes.Length, weight);
        Rows = arm.Length;
        Scale = Array.ConvertAll(outcomes, Spread);
        Outcome = new double[Rows * Outcomes];
        for (var row = 0; row < Rows; row++)
            for (var k = 0; k < Outcomes; k++)
                Outcome[row * Outcomes + k] = outcomes[k][row] / Scale[k];

        Cuts = new float[width][];
        Bin = new byte[Rows * width];
        for (var feature = 0; feature < width; feature++)
        {
            Cuts[feature] = Quantiles(features, feature, width, bins);
            for (var row = 0; row < Rows; row++)
                Bin[row * width + feature] = (byte)BinOf(Cuts[feature], features[row * width + feature]);
        }
    }

    public int Rows { get; }

    public int Width { get; }

    public int Arms { get; }

    public int Outcomes { get; }

    public int[] Arm { get; }

    /// <summary>Rows x outcomes, scaled.</summary>
    public double[] Outcome { get; }

    /// <summary>Null: 1 for all.</summary>
    public double[]? Weight { get; }

    /// <summary>What each outcome was divided by.</summary>
    public double[] Scale { get; }

    /// <summary>A feature's cuts, rising: bin b holds what is above cut b - 1 and at most cut b.</summary>
    public float[][] Cuts { get; }

    /// <summary>Rows x features.</summary>
    public byte[] Bin { get; }

    /// <summary>How many cuts are below a number: NaN counts as below all.</summary>
    public static int BinOf(float[] cuts, float x)
    {
        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (x > cuts[middle]) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static float[] Quantiles(float[] features, int feature, int width, int bins)
    {
        var sorted = new float[features.Length / width];
        for (var row = 0; row < sorted.Length; row++) sorted[row] = features[row * width + feature];
        Array.Sort(sorted);
        return [.. Enumerable.Range(1, bins - 1)
            .Select(cut => sorted[(int)((long)cut * sorted.Length / bins)]).Distinct()];
    }

    private static double Spread(double[] numbers)
    {
        var mean = numbers.Average();
        var spread = Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)));
        return spread > 0 ? spread : 1;
    }
}
