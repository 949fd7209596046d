using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// Spends what a cut leaves of the budget by the rule of <see cref="Allocation.BudgetSpender"/>: on in the same order,
/// a step is taken if it fits and its consumer's earlier steps were all taken. Shards send candidates in order, so
/// many at a time, twice as many in every round; they are judged as far as every shard's page reaches.
/// </summary>
internal sealed class BudgetFiller(PricedShards shards, GrainLimits limits, IncrementMark cut, Traffic traffic)
{
    private readonly FillBands _bands = new();
    private readonly Dictionary<(ulong Consumer, int Campaign), int> _at = [];

    public FillBand[] Filled => _bands.Bands;

    /// <summary>Spend and value of what was filled, by campaign.</summary>
    public (long Spend, long Value)[] Campaigns { get; } = new (long, long)[shards.Campaigns];

    public long SpendMicros { get; private set; }

    public long ValueMicros { get; private set; }

    /// <summary>Fills behind a step that did not fit.</summary>
    public async ValueTask Fill(IncrementMark after, long left)
    {
        for (var items = limits.FillItems; left > 0; items = Math.Min(2 * items, limits.PageItems))
        {
            // Shards leave out what costs more than what is left now.
            _bands.PassOver(left + 1);
            var query = new FillQuery("", cut, Filled, after, left, items);
            var pages = await FanOut.Ask(shards.Count, limits.ShardsAtOnce, part => shards.Fill(part, query));
            foreach (var page in pages) traffic.Filled(query, page);
            var horizon = Horizon(pages);
            left = Judge(pages, horizon, left);
            if (horizon is null) return;
            after = horizon;
        }
    }

    /// <summary>The place up to which all shards' pages are whole; null: to the end.</summary>
    private static IncrementMark? Horizon(IncrementPage[] pages)
    {
        IncrementMark? horizon = null;
        foreach (var page in pages)
        {
            if (page.Next < 0) continue;
            var last = IncrementOrder.Mark(page.Increments[^1]);
            if (horizon is null || IncrementOrder.Compare(last, horizon) < 0) horizon = last;
        }

        return horizon;
    }

    private long Judge(IncrementPage[] pages, IncrementMark? horizon, long left)
    {
        Increment[] steps = [.. pages.SelectMany(page => page.Increments)];
        Array.Sort(steps, IncrementOrder.Compare);
        _at.Clear();
        foreach (var step in steps)
        {
            if (horizon is not null && IncrementOrder.Compare(IncrementOrder.Mark(step), horizon) > 0) break;
            if (!Follows(step)) continue;
            if (step.CostMicros <= left) left -= Take(step);
            else _bands.PassOver(step.CostMicros);
        }

        return left;
    }

    /// <summary>
    /// A consumer's first step in a page follows what it has; a later one only what was filled before it.
    /// </summary>
    private bool Follows(Increment step)
    {
        var whose = (step.Consumer, PricedShards.CampaignOf(step));
        if (_at.TryGetValue(whose, out var at)) return at == step.From;
        _at[whose] = step.From;
        return true;
    }

    private long Take(Increment step)
    {
        _at[(step.Consumer, PricedShards.CampaignOf(step))] = step.Treatment;
        _bands.Take(IncrementOrder.Mark(step), step.CostMicros);
        SpendMicros += step.CostMicros;
        ValueMicros += step.ValueMicros;
        ref var own = ref Campaigns[PricedShards.CampaignOf(step)];
        own = (own.Spend + step.CostMicros, own.Value + step.ValueMicros);
        return step.CostMicros;
    }
}
