using WorldModel.Allocation;
using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;
using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Numerics;

namespace WorldModel.Cli.Demo;

/// <summary>What the campaign may claim: the silo's sum of chosen estimates less what choosing adds to it.</summary>
internal static class DemoOptimism
{
    private const int Draws = 64;

    public static ClaimParts Of(FrozenModel model, DemoWorld world, CampaignItem campaign, Plan own, ulong seed)
    {
        var rows = world.CampaignRows();
        OptionTable TableOf(IResponseModel seen) =>
            AllocatorRule.Table(ValueGrid.Of(seen, rows, campaign, world.CampaignDay), world.IdOf);
        var quiet = DemoTruth.Of(world, campaign, storeCampaigns: false);
        var plan = Frontier.Of(TableOf(model)).At(AllocatorRule.ToMicros(own.Spend(quiet)));
        var found = OptimismCorrection.Of(
            plan, PosteriorDraw.Of(model, Draws, new RandomStream(seed, 1)).Select(TableOf));
        var days = world.Panel.Days;
        var disturbed = Enumerable.Range(0, world.Consumers).Count(c => world.Panel.SurroundingsAt(c, days).Campaign);
        return new ClaimParts(
            found with { Raw = own.Claimed ?? found.Raw }, (double)disturbed / world.Consumers,
            own.Delivered(quiet).Sum());
    }
}
