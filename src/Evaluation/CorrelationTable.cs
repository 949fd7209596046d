namespace WorldModel.Evaluation;

/// <summary>
/// Correlations between columns of rows under row weights (bootstrap counts). Sorted once; every measurement is one
/// pass a column and one a pair. Ranks are mid-ranks of the weighted rows.
/// </summary>
public sealed class CorrelationTable
{
    private readonly double[][] _columns;
    private readonly ScoreOrder[] _orders;

    /// <param name="columns">Columns of equal length, no NaN.</param>
    public CorrelationTable(params double[][] columns)
    {
        _columns = columns;
        _orders = Array.ConvertAll(columns, column => new ScoreOrder(column));
    }

    /// <summary>Spearman's correlations, columns x columns; NaN where a column is constant.</summary>
    public double[,] Spearman(ReadOnlySpan<double> weights)
    {
        var ranks = new double[_columns.Length][];
        for (var column = 0; column < ranks.Length; column++) ranks[column] = Ranks(_orders[column], weights);
        return Correlations(ranks, weights);
    }

    /// <summary>Pearson's correlations, columns x columns; NaN where a column is constant.</summary>
    public double[,] Pearson(ReadOnlySpan<double> weights) => Correlations(_columns, weights);

    /// <summary>The correlation of x and y with z held fixed: (xy - xz yz) / sqrt((1 - xz^2)(1 - yz^2)).</summary>
    public static double Partial(double xy, double xz, double yz) =>
        (xy - xz * yz) / Math.Sqrt((1 - xz * xz) * (1 - yz * yz));

    private static double[] Ranks(ScoreOrder order, ReadOnlySpan<double> weights)
    {
        var ranks = new double[weights.Length];
        var before = 0.0;
        foreach (var group in order.Groups())
        {
            var total = 0.0;
            foreach (var row in group) total += weights[row];
            foreach (var row in group) ranks[row] = before + (total + 1) / 2;
            before += total;
        }

        return ranks;
    }

    private static double[,] Correlations(double[][] columns, ReadOnlySpan<double> weights)
    {
        var (count, total) = (columns.Length, 0.0);
        foreach (var weight in weights) total += weight;
        var centred = new double[count][];
        for (var column = 0; column < count; column++)
        {
            var mean = Bootstrap.WeightedMean(columns[column], weights);
            centred[column] = Array.ConvertAll(columns[column], value => value - mean);
        }

        var products = new double[count, count];
        for (var a = 0; a < count; a++)
            for (var b = 0; b <= a; b++)
                products[a, b] = products[b, a] = Product(centred[a], centred[b], weights) / total;
        var table = new double[count, count];
        for (var a = 0; a < count; a++)
            for (var b = 0; b < count; b++)
                table[a, b] = products[a, b] / Math.Sqrt(products[a, a] * products[b, b]);
        return table;
    }

    private static double Product(double[] a, double[] b, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var row = 0; row < a.Length; row++) sum += weights[row] * a[row] * b[row];
        return sum;
    }
}
