using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// How far the training data let each input of the heads (action units, then derived inputs) be told from what the
/// model sees, and so which effects may be claimed.
/// </summary>
public sealed class Overlap(IReadOnlyList<InputOverlap> inputs)
{
    /// <summary>One per input, in the order of a row of inputs.</summary>
    public IReadOnlyList<InputOverlap> Inputs { get; } = inputs;

    /// <summary>The diagnosis of an input by name.</summary>
    /// <exception cref="InputException">No such input.</exception>
    public InputOverlap Of(string name) =>
        Inputs.FirstOrDefault(input => input.Name == name)
        ?? throw new InputException("input", name, $"one of {string.Join(", ", Inputs.Select(input => input.Name))}");
}
