using WorldModel.Evaluation.Campaigns;

namespace WorldModel.Grains.Measuring;

/// <summary>
/// All sums that a campaign's report is made from, of a shard or of all shards: exact, so that they may be added in any
/// order. No consumer can be told from them.
/// </summary>
internal sealed class CampaignMoments
{
    /// <summary>Groups whose outcomes are compared: policy, explore, hold-out.</summary>
    public const int GroupCount = 3;

    public CampaignMoments(int options)
    {
        Options = options;
        Policies = options + 2;
        Values = [.. Enumerable.Range(0, Policies).Select(_ => new ProductSums(OffPolicyValue.Width))];
        SquaredWeights = new Int128[Policies];
        Uncovered = new long[Policies];
        Explored = new long[options + 1];
        ExploredExpected = new long[options + 1];
    }

    /// <summary>Treatments of the campaign, "none" not counted.</summary>
    public int Options { get; }

    /// <summary>Policies that are valued: nothing, each treatment to whoever may get it, the campaign's own.</summary>
    public int Policies { get; }

    /// <summary>By group, sums of (one, worth of outcomes, known before) over consumers.</summary>
    public ProductSums[] Groups { get; } = NewGroups();

    /// <summary>By policy, sums over consumers for <see cref="OffPolicyValue"/>.</summary>
    public ProductSums[] Values { get; }

    /// <summary>By policy, squares of the weights (in millionths) over decisions.</summary>
    public Int128[] SquaredWeights { get; }

    /// <summary>By policy, decisions at which its treatment could not have been drawn.</summary>
    public long[] Uncovered { get; }

    /// <summary>By option, nothing first, how often exploration gave it.</summary>
    public long[] Explored { get; }

    /// <summary>By option, how often it was to be expected to, in millionths.</summary>
    public long[] ExploredExpected { get; }

    /// <summary>By day number.</summary>
    public SortedDictionary<int, DaySums> Days { get; } = [];

    /// <summary>Decisions by reason.</summary>
    public ByName<long> Reasons { get; } = new();

    public static ProductSums[] NewGroups() =>
        [.. Enumerable.Range(0, GroupCount).Select(_ => new ProductSums(LiftEstimate.Width))];

    public DaySums Day(int day)
    {
        if (!Days.TryGetValue(day, out var sums)) Days[day] = sums = new DaySums();
        return sums;
    }

    public void Count(string reason) => Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;

    public void Add(CampaignMoments other)
    {
        for (var i = 0; i < GroupCount; i++) Groups[i].Add(other.Groups[i]);
        for (var i = 0; i < Policies; i++)
        {
            Values[i].Add(other.Values[i]);
            SquaredWeights[i] += other.SquaredWeights[i];
            Uncovered[i] += other.Uncovered[i];
        }

        for (var i = 0; i <= Options; i++)
        {
            Explored[i] += other.Explored[i];
            ExploredExpected[i] += other.ExploredExpected[i];
        }

        foreach (var (day, sums) in other.Days) Day(day).Add(sums);
        foreach (var (reason, count) in other.Reasons) Reasons[reason] = Reasons.GetValueOrDefault(reason) + count;
    }
}
