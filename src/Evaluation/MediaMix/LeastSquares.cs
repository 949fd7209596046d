using WorldModel.Numerics;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>Least squares of a few columns, for checks.</summary>
internal static class LeastSquares
{
    /// <summary>Sum of squared residuals of y on columns; columns that others determine add nothing.</summary>
    /// <param name="rows">One array a row.</param>
    /// <param name="y">One a row.</param>
    public static double Residual(IReadOnlyList<double[]> rows, double[] y) =>
        Residuals(rows, y).Sum(rest => rest * rest);

    /// <summary>Residuals of y on columns.</summary>
    public static double[] Residuals(IReadOnlyList<double[]> rows, double[] y)
    {
        var n = rows[0].Length;
        var scale = new double[n];
        foreach (var row in rows)
        {
            for (var i = 0; i < n; i++) scale[i] += row[i] * row[i];
        }

        for (var i = 0; i < n; i++) scale[i] = scale[i] > 0 ? 1 / Math.Sqrt(scale[i]) : 0;
        var (gram, right) = (new double[n * n], new double[n]);
        for (var r = 0; r < rows.Count; r++)
        {
            for (var i = 0; i < n; i++)
            {
                var x = rows[r][i] * scale[i];
                right[i] += x * y[r];
                for (var j = 0; j <= i; j++) gram[i * n + j] += x * rows[r][j] * scale[j];
            }
        }

        // A touch of ridge instead of dropping columns; against unit columns it changes nothing that is identified.
        for (var i = 0; i < n; i++) gram[i * n + i] += 1e-9;
        Cholesky.Factor(gram, n);
        Cholesky.Solve(gram, n, right);
        double[] rests = [.. y];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var i = 0; i < n; i++) rests[r] -= rows[r][i] * scale[i] * right[i];
        }

        return rests;
    }
}
