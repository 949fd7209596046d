using WorldModel.Models;

namespace WorldModel.Evaluation.Campaigns;

/// <summary>A group as drawn: how many are in it, and the share that it should have.</summary>
public readonly record struct DrawnGroup(string Name, long Count, double Share);

/// <summary>
/// Whether groups are as large as their shares say (Pearson's chi-square). Groups that are not were not drawn as
/// stated, or lost members after the draw, and what is compared between them means nothing.
/// </summary>
/// <param name="ChiSquare">Sum of (count - expected)^2 / expected.</param>
/// <param name="Degrees">Degrees of freedom.</param>
/// <param name="P">Probability of so large a difference by chance; 1 where nothing can be compared.</param>
public sealed record SampleRatio(double ChiSquare, int Degrees, double P)
{
    /// <summary>
    /// A p-value below this is a mismatch: a campaign is looked at many times, and a false alarm stops it.
    /// </summary>
    public const double Alarm = .001;

    public bool Holds => P >= Alarm;

    /// <summary>The finding in a sentence.</summary>
    public string Words => Degrees == 0
        ? "There are no two groups to compare."
        : Holds
            ? $"The groups have the sizes that were drawn for (p = {Text(P)})."
            : $"The groups do not have the sizes that were drawn for (p = {Text(P)}): do not read the lift before it "
                + "is known why.";

    /// <summary>Groups whose share is 0 must be empty and are left out of the sum; one that is not has p = 0.</summary>
    public static SampleRatio Of(IReadOnlyList<DrawnGroup> groups)
    {
        var total = groups.Sum(group => group.Count);
        if (groups.Any(group => group.Share <= 0 && group.Count > 0))
            return new SampleRatio(double.PositiveInfinity, 1, 0);
        var drawn = groups.Where(group => group.Share > 0).ToArray();
        if (total == 0 || drawn.Length < 2) return new SampleRatio(0, 0, 1);
        var square = drawn.Sum(group =>
        {
            var expected = total * group.Share;
            return (group.Count - expected) * (group.Count - expected) / expected;
        });
        return new SampleRatio(square, drawn.Length - 1, ChiSquared.Exact(square, drawn.Length - 1));
    }

    private static string Text(double p) => p < .0001 ? "below .0001" : $"{p:0.####}";
}
