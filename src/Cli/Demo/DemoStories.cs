using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Demo;

/// <summary>
/// Picks three consumers that show what the allocation does: the one worth most at the price, the one nearest to the
/// line, and the likeliest buyer that is left alone.
/// </summary>
internal sealed class DemoStories(
    DemoWorld world, DemoSilo silo, DemoCampaign campaign, DemoEstimates estimates, OptionGrid truth)
{
    private const int HistoryDays = 30;

    private readonly OptionGrid _claimed = estimates.Grid();
    private readonly double _price = campaign.Report.Campaign.ShadowPrice;

    public async Task<ConsumerStory[]> Tell(CancellationToken stop)
    {
        var picks = Pick();
        var ids = picks.Select(p => world.IdOf(p.Consumer)).ToArray();
        var plausible = await silo.Client.PlausibilityAsync(
            new BeliefRequest { Consumers = ids, Day = world.CampaignDay }, stop);
        return [.. picks.Select((pick, i) => Story(pick, plausible.Answers[i].Percentile ?? double.NaN))];
    }

    private (string Why, int Consumer)[] Pick()
    {
        var all = Enumerable.Range(0, world.Consumers).ToArray();
        var likely = estimates.Untreated("purchase");
        var best = all.MaxBy(Net);
        var near = all.Where(c => c != best && Treated(c)).DefaultIfEmpty(all[^1]).MinBy(c => Math.Abs(Net(c)));
        var alone = all.Where(c => c != best && c != near && !Treated(c)).DefaultIfEmpty(all[0]).MaxBy(c => likely[c]);
        return [("Worth most at the price", best), ("Just worth it", near), ("Likely to buy, left alone", alone)];
    }

    private bool Treated(int consumer) => campaign.Decisions[consumer].Treatment != "none";

    /// <summary>The best option's value less what its money buys elsewhere.</summary>
    private double Net(int consumer) =>
        Enumerable.Range(0, truth.Treatments.Length).Max(t => _claimed.Value(consumer, t) - _price * truth.Costs[t]);

    private ConsumerStory Story((string Why, int Consumer) pick, double plausibility) => new(
        pick.Why, world.IdOf(pick.Consumer), Attributes(pick.Consumer), History(pick.Consumer), plausibility,
        [None(pick.Consumer), .. Enumerable.Range(0, truth.Treatments.Length).Select(t => Option(pick.Consumer, t))],
        campaign.Decisions[pick.Consumer].Treatment, Reason(pick.Consumer));

    private string Attributes(int consumer)
    {
        var all = world.Panel.Consumers;
        var loyal = all.Loyalty[consumer] == 1 ? "loyal" : "not loyal";
        return $"store {all.Store[consumer]}, {loyal}, age {all.Age[consumer]}, income {all.Income[consumer]:F0}";
    }

    private StoryDay[] History(int consumer)
    {
        var first = Math.Max(0, world.Panel.Days - HistoryDays);
        return [.. Enumerable.Range(first, world.Panel.Days - first).Select(day =>
        {
            var row = world.Panel.Row(consumer, day);
            var actions = world.Panel.ActionsAt(consumer, day);
            return new StoryDay(world.Panel.DateOf(day), world.Panel.Visit[row] == 1, world.Panel.Purchase[row] == 1,
                actions.Push, actions.Coupon, actions.Campaign);
        })];
    }

    private StoryOption None(int consumer) => new("none", Outcomes(consumer, "none"), 0, 0, 0, 0, 0, 0);

    private StoryOption Option(int consumer, int treatment)
    {
        var (value, low, high) = estimates.Worth(consumer, truth.Treatments[treatment]);
        var cost = truth.Costs[treatment];
        return new StoryOption(
            truth.Treatments[treatment], Outcomes(consumer, truth.Treatments[treatment]), value, low, high, cost,
            value - _price * cost, truth.Value(consumer, treatment));
    }

    private StoryOutcome[] Outcomes(int consumer, string treatment) =>
        [.. estimates.Outcomes(consumer, treatment).Select(o => new StoryOutcome(
            o.Outcome, o.Level, o.LevelLow, o.LevelHigh, o.Uplift, o.UpliftLow, o.UpliftHigh, o.Identified, o.Reason))];

    private string Reason(int consumer)
    {
        var best = Enumerable.Range(0, truth.Treatments.Length)
            .MaxBy(t => _claimed.Value(consumer, t) - _price * truth.Costs[t]);
        var (value, cost) = (_claimed.Value(consumer, best), truth.Costs[best]);
        var elsewhere = _price * cost;
        return Treated(consumer)
            ? $"Why: {truth.Treatments[best]} brings {value:F3}; its cost of {cost:F2} would buy {elsewhere:F3} "
                + "elsewhere."
            : $"Why nothing: the best option, {truth.Treatments[best]}, brings {value:F3}; its cost of {cost:F2} buys "
                + $"{elsewhere:F3} elsewhere.";
    }
}
