using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using FrontierPoint = WorldModel.Grains.Interfaces.FrontierPoint;

namespace WorldModel.Grains.Money;

/// <summary>
/// Finds where a budget cuts the global order of hull increments without ever holding all of them: rounds of price
/// probes over all shards narrow a bracket [low, high) with spend(high) within the budget and spend(low) above it;
/// the increments left in it are fetched, ordered by (slope falling, consumer, treatment) and taken as far as the
/// budget goes. All sums are of micro-units, so that the number of shards never changes the cut.
/// </summary>
internal sealed class PriceSearch(PricedShards shards, GrainLimits limits, long budget)
{
    /// <summary>Points of the frontier that are shown come from the first rounds, which span all of it.</summary>
    private const int RoundsShown = 2;

    private readonly SortedDictionary<long, FrontierPoint> _frontier = [];
    private readonly Traffic _traffic = new();
    private int _rounds;

    /// <summary>Spend and value behind the cut, by campaign.</summary>
    public (long Spend, long Value)[] Filled { get; private set; } = new (long, long)[shards.Campaigns];

    public async ValueTask<AllocationReply> Run()
    {
        var ends = await Probe([0.0, double.PositiveInfinity]);
        if (ends.Problem is { } problem) return Failed(problem);
        var free = budget - ends.FixedSpend;
        if (free < 0)
        {
            return Failed(Problems.Invalid("budget", Micros.ToUnits(budget),
                $"at least {Micros.ToUnits(ends.FixedSpend)}, which the consumers who explore cost"));
        }

        if (ends.Spend[0] <= free) return Reply(ends, new Found(0, Everything, [], ends.Spend[0], ends.Value[0]), free);
        var bracket = new PriceBracket(ends.At(0), ends.At(1) with { Price = Math.BitIncrement(ends.HighestSlope) });
        while (true)
        {
            var prices = PriceGrid.Between(bracket.Low.Price, bracket.High.Price, limits.PricesPerRound);
            if (prices.Length == 0 || (_rounds > 1 && bracket.Increments <= limits.IncrementsFetched)) break;
            var probe = await Probe(prices);
            if (probe.Problem is { } failure) return Failed(failure);
            bracket = bracket.Narrow(probe, free);
        }

        return await Cut(ends, bracket, free);
    }

    /// <summary>A place behind all increments: every slope is above 0.</summary>
    private static IncrementMark Everything => new(0, 0, -1);

    private async ValueTask<PriceProbe> Probe(double[] prices)
    {
        _rounds++;
        var replies = await FanOut.Ask(shards.Count, limits.ShardsAtOnce, part => shards.Probe(part, prices));
        _traffic.Probed(shards.Count, prices.Length);
        var probe = PriceProbe.Sum(prices, replies);
        if (probe.Problem is null && _rounds <= RoundsShown) Remember(probe);
        return probe;
    }

    private void Remember(PriceProbe probe)
    {
        for (var i = 0; i < probe.Prices.Length; i++)
        {
            var price = double.IsInfinity(probe.Prices[i]) ? probe.HighestSlope : probe.Prices[i];
            var spend = probe.Spend[i] + probe.FixedSpend;
            _frontier[spend] = Point(spend, probe.Value[i] + probe.FixedValue, price);
        }
    }

    private async ValueTask<AllocationReply> Cut(PriceProbe ends, PriceBracket bracket, long free)
    {
        var pages = await FanOut.Ask(shards.Count, limits.ShardsAtOnce, part => Fetch(part, bracket));
        if (pages.FirstOrDefault(page => page.Problem is not null) is { Problem: { } problem }) return Failed(problem);
        Increment[] increments = [.. pages.SelectMany(page => page.Increments)];
        Array.Sort(increments, IncrementOrder.Compare);

        var (spend, value) = (bracket.High.Spend, bracket.High.Value);
        var cut = new IncrementMark(Math.BitDecrement(bracket.High.Price), 0, -1);
        var taken = 0;
        while (taken < increments.Length && spend + increments[taken].CostMicros <= free)
        {
            spend += increments[taken].CostMicros;
            value += increments[taken].ValueMicros;
            cut = IncrementOrder.Mark(increments[taken++]);
        }

        if (taken == increments.Length) return Reply(ends, new Found(bracket.Low.Price, cut, [], spend, value), free);
        var critical = increments[taken];
        var found = new Found(critical.Slope, cut, [], spend, value);
        var filler = new BudgetFiller(shards, limits, cut, _traffic);
        await filler.Fill(IncrementOrder.Mark(critical), free - spend);
        Filled = filler.Campaigns;
        return Reply(ends, found with { Filled = filler.Filled }, free, filler.SpendMicros, filler.ValueMicros);
    }

    private async ValueTask<IncrementPage> Fetch(int part, PriceBracket bracket)
    {
        var found = new List<Increment>();
        for (var from = 0; from >= 0;)
        {
            var page = await shards.Increments(part, bracket.Low.Price, bracket.High.Price, from);
            if (page.Problem is not null) return page;
            _traffic.Fetched(page);
            found.AddRange(page.Increments);
            from = page.Next;
        }

        return new IncrementPage([.. found], -1, null);
    }

    /// <summary>
    /// The dual bound is that of the prefix: its value, and the price of the next step for what it left.
    /// </summary>
    private AllocationReply Reply(PriceProbe ends, Found found, long free, long filledSpend = 0, long filledValue = 0)
    {
        var spend = found.Spend + filledSpend + ends.FixedSpend;
        var value = found.Value + filledValue + ends.FixedValue;
        var dual = found.Value + (long)Math.Ceiling(found.Price * (free - found.Spend)) + ends.FixedValue;
        _frontier[spend] = Point(spend, value, found.Price);
        return new AllocationReply(found.Price, found.Cut, found.Filled, spend, value, Math.Max(dual, value), _rounds,
            [.. _frontier.Values], _traffic.Messages, _traffic.Bytes, null);
    }

    private AllocationReply Failed(Problem problem) =>
        new(0, null, [], 0, 0, 0, _rounds, [], _traffic.Messages, _traffic.Bytes, problem);

    private static FrontierPoint Point(long spend, long value, double price) =>
        new(Micros.ToDouble(spend), Micros.ToDouble(value), price);

    private readonly record struct Found(
        double Price, IncrementMark Cut, FillBand[] Filled, long Spend, long Value);
}
