using System.Numerics;

namespace WorldModel.Evaluation.Campaigns;

/// <summary>
/// Sums of a few whole numbers a row and of the products of each two of them: all that means, variances, ratios and
/// regressions over the rows need. Whole numbers and 128 bits make the sums exact, so neither the order of the rows nor
/// how they are spread over machines changes a figure.
/// </summary>
/// <remarks>
/// The first number of every row stands for one, so that its row of products holds the plain sums. Numbers are clamped
/// to 1e15 in size: the squares of a hundred million rows then fit.
/// </remarks>
public sealed class ProductSums
{
    /// <summary>The largest number that a row may hold; larger ones count as this.</summary>
    public const long Most = 1_000_000_000_000_000;

    private readonly Int128[] _sums;

    /// <param name="width">Numbers a row, the one included.</param>
    public ProductSums(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        _sums = new Int128[width * (width + 1) / 2];
    }

    /// <summary>Numbers a row, the one included.</summary>
    public int Width { get; }

    /// <summary>The sums in the order (0,0), (0,1), ... (0,w-1), (1,1), ...: to be stored and read back.</summary>
    public Span<Int128> Raw => _sums;

    /// <summary>Rows counted.</summary>
    public long Rows => (long)_sums[0];

    /// <summary>Adds a row; the first number is the one.</summary>
    public void Add(ReadOnlySpan<long> row)
    {
        if (row.Length != Width) throw new ArgumentException($"{row.Length} numbers, expected {Width}", nameof(row));
        var at = 0;
        for (var i = 0; i < row.Length; i++)
        {
            Int128 left = Math.Clamp(row[i], -Most, Most);
            for (var j = i; j < row.Length; j++) _sums[at++] += left * Math.Clamp(row[j], -Most, Most);
        }
    }

    /// <summary>Adds other rows' sums.</summary>
    public void Add(ProductSums other)
    {
        if (other.Width != Width) throw new ArgumentException($"width {other.Width}, expected {Width}", nameof(other));
        for (var i = 0; i < _sums.Length; i++) _sums[i] += other._sums[i];
    }

    /// <summary>Sum over the rows of number i times number j.</summary>
    public Int128 Exact(int i, int j)
    {
        if (j < i) (i, j) = (j, i);
        return _sums[i * Width - i * (i - 1) / 2 + j - i];
    }

    /// <summary>Sum of a number.</summary>
    public double Sum(int i) => (double)Exact(0, i);

    /// <summary>Mean of a number over the rows.</summary>
    public double Mean(int i) => Sum(i) / Rows;

    /// <summary>
    /// Covariance of two numbers over the rows (n - 1 below), free of cancellation: n times the sum of products less
    /// the product of the sums is exact, and only then rounded.
    /// </summary>
    public double Covariance(int i, int j)
    {
        var rows = (BigInteger)Rows;
        var scaled = rows * (BigInteger)Exact(i, j) - (BigInteger)Exact(0, i) * (BigInteger)Exact(0, j);
        return (double)scaled / ((double)Rows * (Rows - 1));
    }

    /// <summary>
    /// Sum over the rows of (a - ratio b)^2, the squares behind the variance of a ratio of two sums.
    /// </summary>
    public double ResidualSquares(int a, int b, double ratio) => Math.Max(
        0, (double)Exact(a, a) - 2 * ratio * (double)Exact(a, b) + ratio * ratio * (double)Exact(b, b));
}
