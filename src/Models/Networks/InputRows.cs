namespace WorldModel.Models.Networks;

/// <summary>
/// Rows that a network reads: features, then the actions of the day, from two row-major tables of the same rows. An
/// action may be set for all rows, which is what a counterfactual is.
/// </summary>
/// <param name="features">Rows x <paramref name="width"/>.</param>
/// <param name="width">Features a row.</param>
/// <param name="actions">Rows x <paramref name="actionUnits"/>.</param>
/// <param name="actionUnits">Actions a row; 0 where the network is to see none.</param>
public sealed class InputRows(float[] features, int width, float[] actions, int actionUnits)
{
    /// <summary>Features and actions.</summary>
    public int Width => width + actionUnits;

    /// <summary>Writes rows by number, side by side.</summary>
    public void Gather(ReadOnlySpan<int> rows, Span<float> to)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            features.AsSpan(rows[i] * width, width).CopyTo(to[(i * Width)..]);
            actions.AsSpan(rows[i] * actionUnits, actionUnits).CopyTo(to[(i * Width + width)..]);
        }
    }

    /// <summary>The same, with one action set to a value.</summary>
    public void Gather(ReadOnlySpan<int> rows, int action, float value, Span<float> to)
    {
        Gather(rows, to);
        for (var i = 0; i < rows.Length; i++) to[i * Width + width + action] = value;
    }
}
