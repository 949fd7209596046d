namespace WorldModel.Numerics;

/// <summary>What <see cref="QuadraticForm"/> and <see cref="LaneSum"/> compute, number by number.</summary>
public static class NaiveQuadraticForm
{
    private const int Lanes = 8;

    /// <summary>
    /// x'Sx: in row i the products (1 or 2) S[i, j] x[j], j up to i, are summed by j modulo 16; the two halves of these
    /// sums, added, times x[i], are summed over the rows; and the 8 sums last.
    /// </summary>
    public static double Of(double[,] symmetric, double[] x)
    {
        var total = new double[Lanes];
        for (var i = 0; i < x.Length; i++)
        {
            var row = new double[2 * Lanes];
            for (var j = 0; j <= i; j++)
                row[j % (2 * Lanes)] += (j == i ? 1 : 2) * symmetric[i, j] * x[j];
            for (var lane = 0; lane < Lanes; lane++)
                total[lane] += (row[lane] + row[Lanes + lane]) * x[i];
        }

        return Sum(total);
    }

    /// <summary>Sum of a[i] b[i]: by i modulo 16, then the halves, then the 8 sums.</summary>
    public static double Dot(double[] a, double[] b)
    {
        var sums = new double[2 * Lanes];
        for (var i = 0; i < a.Length; i++)
            sums[i % (2 * Lanes)] += a[i] * b[i];
        return Sum([.. sums.Take(Lanes).Zip(sums.Skip(Lanes), (low, high) => low + high)]);
    }

    private static double Sum(double[] lanes)
    {
        var four = lanes.Take(4).Zip(lanes.Skip(4), (low, high) => low + high).ToArray();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
