using WorldModel.Allocation;
using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Demo;

/// <summary>What every budget would buy: by the model's claims, and truly.</summary>
internal static class DemoFrontier
{
    private const int Points = 60;

    public static FrontierFinding[] Of(OptionGrid claimed, OptionGrid truth, Func<int, string> idOf)
    {
        var frontier = Frontier.Of(AllocatorRule.Table(claimed, idOf));
        return [.. Enumerable.Range(0, Points + 1).Select(point =>
        {
            var budget = (long)((Int128)frontier.LargestSpendMicros * point / Points);
            var plan = frontier.At(budget);
            var delivered = AllocatorRule.Plan("", claimed, plan).Delivered(truth).Sum();
            return new FrontierFinding(Micros.ToDouble(budget), plan.Value, delivered, plan.ShadowPrice);
        })];
    }
}
