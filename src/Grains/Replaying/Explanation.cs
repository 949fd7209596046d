using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Replaying;

/// <summary>A decision, made again from the journal, and what would have made it another.</summary>
/// <param name="Decision">The decision as it is recorded.</param>
/// <param name="Differences">Where the one made again differs; empty: the same bytes.</param>
/// <param name="ReasonText">The reason in words.</param>
/// <param name="Options">The options as weighed again.</param>
/// <param name="AsOf">What they were weighed from; null where nothing was weighed.</param>
/// <param name="PriceFlips">The nearest prices below and above at which the choice is another.</param>
/// <param name="Events">What is kept of the consumer's days in the raw, each left out in turn.</param>
public sealed record Explanation(
    LedgerEntry Decision, IReadOnlyList<Difference> Differences, string ReasonText,
    IReadOnlyList<DecisionOption> Options, AsOf? AsOf, IReadOnlyList<PriceFlip> PriceFlips,
    IReadOnlyList<EventFlip> Events)
{
    public bool IsReproduced => Differences.Count == 0;
}

/// <summary>A field of a decision that came out otherwise when it was made again.</summary>
public sealed record Difference(string Field, string Recorded, string Reproduced);

/// <summary>From this price on, in its direction, the choice would have been another.</summary>
/// <param name="Price">The first such price, to the bit.</param>
/// <param name="IsAbove">Whether it lies above the price decided by.</param>
/// <param name="Treatment">The choice there.</param>
public sealed record PriceFlip(double Price, bool IsAbove, string Treatment);

/// <summary>An event left out, and the choice without it.</summary>
/// <param name="Day">Its day.</param>
/// <param name="Name">Its action, with the level where there are several, or its outcome.</param>
/// <param name="Amount">1, or the day's amount.</param>
/// <param name="Treatment">The choice without it.</param>
/// <param name="Margin">
/// How far the choice made is then ahead of the next best, in net value; below 0 it is not the choice any more.
/// </param>
/// <param name="IsFlip">Whether the choice is another.</param>
public sealed record EventFlip(
    DateOnly Day, string Name, double Amount, string Treatment, double? Margin, bool IsFlip);

/// <summary>Whether a decision comes out again.</summary>
/// <param name="Entry">The decision as it is recorded.</param>
/// <param name="Differences">Where it differs; empty: the same bytes.</param>
/// <param name="Unknown">Why it cannot be said; null where it can.</param>
public sealed record CheckedDecision(LedgerEntry Entry, IReadOnlyList<Difference> Differences, string? Unknown);
