namespace WorldModel.Client.Wire;

/// <summary>Asks why a decision was taken; the consumer, if it is given, spares a search through all shards.</summary>
public sealed record WhyRequest(string Decision, string? Consumer = null);

/// <summary>A decision made again from the journal, and what would have made it another.</summary>
/// <param name="Decision">As it is recorded.</param>
/// <param name="Reproduced">Whether making it again gave the same bytes.</param>
/// <param name="Differences">Where not.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Options">The options as weighed.</param>
/// <param name="AsOf">What they were weighed from; absent where nothing was weighed.</param>
/// <param name="PriceFlips">The nearest prices at which the choice is another.</param>
/// <param name="Events">What is kept of the consumer's days in the raw, each left out in turn.</param>
public sealed record WhyInfo(
    LedgerItem Decision, bool Reproduced, WhyDifference[] Differences, string Reason, OptionEntry[] Options,
    AsOfInfo? AsOf, WhyPrice[] PriceFlips, WhyEvent[] Events);

/// <summary>A field that came out otherwise.</summary>
public sealed record WhyDifference(string Field, string Recorded, string Reproduced);

/// <summary>From this price on, <c>above</c> or <c>below</c> the one decided by, the choice is another.</summary>
public sealed record WhyPrice(double Price, string Direction, string Treatment);

/// <summary>An event left out, the choice without it, and how far the choice made is then ahead in net value.</summary>
public sealed record WhyEvent(
    DateOnly Day, string Name, double Amount, bool Flips, string Treatment, double? Margin);
