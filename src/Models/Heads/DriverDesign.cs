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
public sealed record DriverDesign(string Name, int Input, float Center, float Scale, Modifier[] Modifiers)
{
    /// <summary>Coefficients of this driver: its own and one per modifier.</summary>
    public int Features => 1 + Modifiers.Length;

    /// <summary>The head's z for a raw value.</summary>
    public float Standardise(float value) => (value - Center) / Scale;
}
