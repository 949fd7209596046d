using WorldModel.Evaluation.Campaigns;

namespace WorldModel.Grains.Measuring;

/// <summary>
/// What a campaign did on a day and what its consumers did on it, by group. Of a group's sums those of the consumer
/// (how many, what was known before) stand at the day on which they came in, those of outcomes at the outcomes' day.
/// </summary>
internal sealed class DaySums
{
    private const int Consumers = 0;
    private const int Outcome = 1;
    private const int Known = 2;
    private const int Squares = 3;
    private const int Mixed = 4;
    private const int KnownSquares = 5;

    /// <summary>Decisions taken for the day.</summary>
    public long Decisions { get; set; }

    /// <summary>What they cost, all groups.</summary>
    public long SpendMicros { get; set; }

    /// <summary>What those of the policy group cost.</summary>
    public long PolicySpendMicros { get; set; }

    /// <summary>What those of the policy group claim.</summary>
    public long ClaimedMicros { get; set; }

    /// <summary>Sums of (one, outcome of the day, known before), by group.</summary>
    public ProductSums[] Groups { get; } = CampaignMoments.NewGroups();

    public void Enter(int group, long known)
    {
        var sums = Groups[group].Raw;
        sums[Consumers]++;
        sums[Known] += known;
        sums[KnownSquares] += (Int128)known * known;
    }

    /// <summary>A consumer's outcomes of the day are worth this much after being worth that much.</summary>
    public void Observe(int group, long before, long after, long known)
    {
        var sums = Groups[group].Raw;
        sums[Outcome] += after - before;
        sums[Squares] += ((Int128)after * after) - ((Int128)before * before);
        sums[Mixed] += (Int128)known * (after - before);
    }

    /// <summary>The group's sums on this day, over the consumers that had come in by then.</summary>
    public ProductSums Over(int group, ProductSums entered)
    {
        var sums = new ProductSums(LiftEstimate.Width);
        Groups[group].Raw.CopyTo(sums.Raw);
        foreach (var place in (ReadOnlySpan<int>)[Consumers, Known, KnownSquares]) sums.Raw[place] = entered.Raw[place];
        return sums;
    }

    public void Add(DaySums other)
    {
        Decisions += other.Decisions;
        SpendMicros += other.SpendMicros;
        PolicySpendMicros += other.PolicySpendMicros;
        ClaimedMicros += other.ClaimedMicros;
        for (var group = 0; group < Groups.Length; group++) Groups[group].Add(other.Groups[group]);
    }
}
