using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// What one of several campaigns has of a common allocation: the same price, its own places of the cut, its own spend
/// and value. Its dual bound is its value and the gap of the whole: what it could do better within its own spend, the
/// whole could too.
/// </summary>
internal static class CampaignPart
{
    /// <param name="shards">The campaigns.</param>
    /// <param name="limits">Bounds of the calls.</param>
    /// <param name="campaign">The campaign's place among them.</param>
    /// <param name="whole">The common allocation.</param>
    /// <param name="filled">Spend and value of the campaign's steps behind the cut.</param>
    public static async ValueTask<AllocationReply> Of(
        PricedShards shards, GrainLimits limits, int campaign, AllocationReply whole, (long Spend, long Value) filled)
    {
        if (whole.Problem is not null || shards.Campaigns == 1) return whole;
        var cut = whole.Cut!;
        // Above the cut's slope everything is taken; at it, what stands before the cut.
        var above = Math.BitIncrement(cut.Slope);
        var (spend, value) = filled;
        var probes = await FanOut.Ask(shards.PartsOf, limits.ShardsAtOnce,
            shard => shards.Probe(shards.Part(campaign, shard), [above]));
        var pages = await FanOut.Ask(shards.PartsOf, limits.ShardsAtOnce,
            shard => Fetch(shards, shards.Part(campaign, shard), cut.Slope, above));
        foreach (var probe in probes)
        {
            if (probe.Problem is { } problem) return whole with { Problem = problem };
            spend += probe.SpendMicros.Span[0] + probe.FixedSpendMicros;
            value += probe.ValueMicros.Span[0] + probe.FixedValueMicros;
        }

        foreach (var step in pages.SelectMany(page => page))
        {
            if (IncrementOrder.Compare(IncrementOrder.Mark(step), cut) > 0) continue;
            spend += step.CostMicros;
            value += step.ValueMicros;
        }

        return whole with
        {
            Cut = shards.Of(campaign, cut),
            Filled = shards.Of(campaign, whole.Filled),
            SpendMicros = spend,
            ValueMicros = value,
            DualMicros = value + whole.DualMicros - whole.ValueMicros,
        };
    }

    private static async ValueTask<List<Increment>> Fetch(PricedShards shards, int part, double low, double high)
    {
        var found = new List<Increment>();
        for (var from = 0; from >= 0;)
        {
            var page = await shards.Increments(part, low, high, from);
            found.AddRange(page.Increments);
            from = page.Problem is null ? page.Next : -1;
        }

        return found;
    }
}
