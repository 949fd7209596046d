namespace WorldModel.Models.Heads;

/// <summary>
/// One input of a head that can be changed by acting (an action unit, or a derived input such as price), and the
/// attributes that may modify its effect. The head sees z = (value - Center) / Scale.
/// </summary>
/// <param name="Name">The action unit's or derived input's name.</param>
/// <param name="Input">Its index in a row of inputs: the action vector, then the derived inputs.</param>
/// <param name="Center">Subtracted from the raw value.</param>
/// <param name="Scale">Divides the centred value; never zero.</param>
/// <param name="Modifiers">Forms of visible units, each of which must be among the head's main effects.</param>
/// <param name="Mix">
/// Weights of the first inputs, whose sum takes the place of a single one (<paramref name="Input"/> is then
/// <see cref="NoInput"/>): several actions that work through one responsiveness.
/// </param>
public sealed record DriverDesign(
    string Name, int Input, float Center, float Scale, Modifier[] Modifiers, float[]? Mix = null)
{
    /// <summary>The input of a mix.</summary>
    public const int NoInput = -1;

    /// <summary>Coefficients of this driver: its own and one per modifier.</summary>
    public int Features => 1 + Modifiers.Length;

    /// <summary>The head's z for a row of inputs.</summary>
    public float At(ReadOnlySpan<float> inputs)
    {
        if (Mix is null) return (inputs[Input] - Center) / Scale;
        var sum = 0f;
        for (var i = 0; i < Mix.Length; i++)
            sum += Mix[i] * inputs[i];
        return (sum - Center) / Scale;
    }
}
