namespace WorldModel.Models.Heads;

/// <summary>
/// A head's rows over flat training arrays: visible (rows x units), belief (rows x belief units), actions (rows x
/// action units), derived (rows x derived inputs). <paramref name="selection"/> names the rows taken; null takes all.
/// <paramref name="departures"/> (rows x 2 x memories: what <see cref="ResponseMemory.Apply"/> would give) take the
/// place of the tallies.
/// </summary>
public sealed class HeadRows(
    HeadDesign design, float[] visible, float[] belief, float[] actions, int actionUnits, float[] derived,
    int derivedInputs, int[]? selection = null, ResponseDepartures? departures = null) : DesignRows
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
        var seen = visible.AsSpan(at * design.Units, design.Units);
        var believed = belief.AsSpan(at * design.BeliefUnits, design.BeliefUnits);
        if (departures is null)
        {
            design.Write(seen, believed, inputs, features);
            return;
        }

        Span<float> read = stackalloc float[design.Units];
        seen.CopyTo(read);
        departures.Apply(at, read);
        design.Write(read, believed, inputs, features);
    }
}
