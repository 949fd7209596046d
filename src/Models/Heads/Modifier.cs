namespace WorldModel.Models.Heads;

/// <summary>
/// What may modify an effect: a linear form of visible units. A flag is its unit; a binned number is a trend over its
/// bins (so that neighbours share evidence) and what each bin departs from it.
/// </summary>
/// <param name="Name">The attribute and, where it has several, the part.</param>
/// <param name="Units">Visible units that enter.</param>
/// <param name="Weights">One per unit.</param>
/// <param name="Offset">Added to the sum.</param>
public sealed record Modifier(string Name, int[] Units, float[] Weights, float Offset)
{
    /// <summary>A single unit as it is.</summary>
    public static Modifier Of(string name, int unit) => new(name, [unit], [1f], 0f);

    /// <summary>The form's value for a row of visible units.</summary>
    public float At(ReadOnlySpan<float> visible)
    {
        var sum = Offset;
        for (var i = 0; i < Units.Length; i++)
            sum += Weights[i] * visible[Units[i]];
        return sum;
    }
}
