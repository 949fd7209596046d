namespace WorldModel.Models.Trials;

/// <summary>
/// The value and the cost of every row under every arm, rows x arms: predicted, or true where the truth is known.
/// Levels, not differences: what an arm adds is its entry less that of arm 0.
/// </summary>
public sealed class ResponseTable(int rows, int arms)
{
    public int Rows { get; } = rows;

    public int Arms { get; } = arms;

    /// <summary>Rows x arms.</summary>
    public double[] Value { get; } = new double[rows * arms];

    /// <summary>Rows x arms.</summary>
    public double[] Cost { get; } = new double[rows * arms];

    /// <summary>The mean of several tables of one shape.</summary>
    public static ResponseTable Mean(params ReadOnlySpan<ResponseTable> tables)
    {
        var mean = new ResponseTable(tables[0].Rows, tables[0].Arms);
        foreach (var table in tables)
        {
            for (var i = 0; i < mean.Value.Length; i++)
            {
                mean.Value[i] += table.Value[i] / tables.Length;
                mean.Cost[i] += table.Cost[i] / tables.Length;
            }
        }

        return mean;
    }
}
