namespace WorldModel.Models.Heads;

/// <summary>
/// A head's rows over flat training arrays: visible (rows x units), belief (rows x belief units), actions (rows x
/// action units), derived (rows x derived inputs). <paramref name="selection"/> names the rows taken; null takes all.
/// </summary>
public sealed class HeadRows(
    HeadDesign design, float[] visible, float[] belief, float[] actions, int actionUnits, float[] derived,
    int derivedInputs, int[]? selection = null) : DesignRows
{
    /// <inheritdoc/>
    public override int Rows { get; } = selection?.Length ?? (visible.Length / design.Units);

    /// <inheritdoc/>
    public override int Features => design.Features;

    /// <inheritdoc/>
    public override void Write(int row, Span<float> features)
    {
        var at = selection is null ? row : selection[row];
        Span<float> inputs = stackalloc float[actionUnits + derivedInputs];
        actions.AsSpan(at * actionUnits, actionUnits).CopyTo(inputs);
        derived.AsSpan(at * derivedInputs, derivedInputs).CopyTo(inputs[actionUnits..]);
        design.Write(
            visible.AsSpan(at * design.Units, design.Units), belief.AsSpan(at * design.BeliefUnits, design.BeliefUnits),
            inputs, features);
    }
}
