namespace WorldModel.Numerics;

/// <summary>
/// Cholesky factorisation A = L L^T of a symmetric positive definite matrix in double precision, row-major n x n, in
/// place: only the lower triangle is read and written.
/// </summary>
public static class Cholesky
{
    /// <summary>
    /// Replaces the lower triangle of A by L; false (A then half overwritten) where A is not positive definite.
    /// </summary>
    public static bool TryFactor(Span<double> a, int n)
    {
        Check(a.Length, n);
        for (var j = 0; j < n; j++)
        {
            var rowJ = a.Slice(j * n, j);
            var pivot = a[j * n + j] - Dot(rowJ, rowJ);
            if (!(pivot > 0) || !double.IsFinite(pivot)) return false;
            pivot = Math.Sqrt(pivot);
            a[j * n + j] = pivot;
            for (var i = j + 1; i < n; i++)
                a[i * n + j] = (a[i * n + j] - Dot(a.Slice(i * n, j), rowJ)) / pivot;
        }

        return true;
    }

    /// <summary>As <see cref="TryFactor"/>, but throws where A is not positive definite.</summary>
    /// <exception cref="NotPositiveDefiniteException">It is not.</exception>
    public static void Factor(Span<double> a, int n)
    {
        if (!TryFactor(a, n)) throw new NotPositiveDefiniteException(n);
    }

    /// <summary>Solves A x = b in place of b, from the factor L.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        Check(factor.Length, n);
        SolveLower(factor, n, b);
        for (var i = n - 1; i >= 0; i--)
        {
            b[i] /= factor[i * n + i];
            for (var j = 0; j < i; j++) b[j] -= factor[i * n + j] * b[i];
        }
    }

    /// <summary>Solves L y = b in place of b; the squared length of y is b^T A^-1 b.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        Check(factor.Length, n);
        if (b.Length != n) throw new ArgumentException($"expected {n} numbers, got {b.Length}", nameof(b));
        for (var i = 0; i < n; i++)
            b[i] = (b[i] - Dot(factor.Slice(i * n, i), b[..i])) / factor[i * n + i];
    }

    /// <summary>Writes A^-1 (both triangles), from the factor L.</summary>
    public static void Inverse(ReadOnlySpan<double> factor, int n, Span<double> inverse)
    {
        Check(factor.Length, n);
        Check(inverse.Length, n);
        inverse.Clear();
        for (var i = 0; i < n; i++)
        {
            var row = inverse.Slice(i * n, n);
            row[i] = 1;
            Solve(factor, n, row);
        }
    }

    /// <summary>log det A, from the factor L.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> factor, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += Math.Log(factor[i * n + i]);
        return 2 * sum;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double even = 0, odd = 0;
        var i = 0;
        for (; i + 1 < x.Length; i += 2)
        {
            even += x[i] * y[i];
            odd += x[i + 1] * y[i + 1];
        }

        return i < x.Length ? even + odd + x[i] * y[i] : even + odd;
    }

    private static void Check(int length, int n)
    {
        if (length != (long)n * n) throw new ArgumentException($"expected {(long)n * n} numbers, got {length}");
    }
}
