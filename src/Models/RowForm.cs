namespace WorldModel.Models;

/// <summary>A linear form of a row: a constant and weights of some of its columns.</summary>
/// <param name="Constant">Its value where all columns are 0.</param>
/// <param name="Columns">Columns that enter.</param>
/// <param name="Weights">One a column.</param>
public sealed record RowForm(double Constant, int[] Columns, double[] Weights)
{
    /// <summary>The form's value.</summary>
    public double At(ReadOnlySpan<float> row)
    {
        var sum = Constant;
        for (var i = 0; i < Columns.Length; i++)
            sum += Weights[i] * row[Columns[i]];
        return sum;
    }
}
