namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// What a rule truly brings. Money in currency over all consumers; intervals are 95 %, over which consumers happen to
/// be in the panel.
/// </summary>
/// <param name="Name">The rule, in words.</param>
/// <param name="Kind">What it is to the comparison.</param>
/// <param name="Spend">What it costs.</param>
/// <param name="Delivered">Its true value.</param>
/// <param name="Low">2.5th percentile of the true value.</param>
/// <param name="High">92.5th percentile of the true value.</param>
/// <param name="Claimed">What it said it would bring; null where it says nothing.</param>
/// <param name="Ahead">How much more the allocation brings; negative where this rule wins.</param>
/// <param name="AheadLow">2.5th percentile of that difference, consumers paired.</param>
/// <param name="AheadHigh">97.5th percentile of that difference.</param>
internal sealed record RuleScore(
    string Name, RuleKind Kind, double Spend, double Delivered, double Low, double High, double? Claimed,
    double Ahead, double AheadLow, double AheadHigh)
{
    /// <summary>Claimed over delivered, less one; null where nothing was claimed or delivered.</summary>
    public double? Overclaim => Claimed is { } claimed && Delivered > 0 ? claimed / Delivered - 1 : null;
}

/// <summary>What a rule is to the comparison.</summary>
internal enum RuleKind
{
    /// <summary>The product's own allocation, as the silo decided it.</summary>
    WorldModel,

    /// <summary>The same allocator on the true uplifts: what nobody can have.</summary>
    Oracle,

    /// <summary>What a marketer might do without either.</summary>
    Rule,
}
