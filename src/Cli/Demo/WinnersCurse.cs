using WorldModel.Cli.Demo.Rules;
using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Numerics;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Demo;

/// <summary>
/// By how much choosing what looks best inflates a claim: models drawn from the posterior allocate the same money, and
/// what each claims for its own choice is compared with what the model itself says of that choice. Needs no truth, so
/// that a real campaign can be corrected by it too.
/// </summary>
internal static class WinnersCurse
{
    private const int Draws = 32;

    /// <summary>Expected inflation, in currency over all consumers.</summary>
    public static double Of(
        FrozenModel model, TrainingSet rows, CampaignItem campaign, DateOnly day, double spend, ulong seed)
    {
        var center = ValueGrid.Of(model, rows, campaign, day);
        var gaps = PosteriorDraw.Of(model, Draws, new RandomStream(seed, 1)).Select(draw =>
        {
            var seen = ValueGrid.Of(draw, rows, campaign, day);
            var plan = AllocatorRule.Plan("", seen, consumer => rows.Consumers[rows.Consumer[consumer]], spend);
            return plan.Delivered(seen).Sum() - plan.Delivered(center).Sum();
        });
        return gaps.Average();
    }
}
