using WorldModel.Allocation;
using WorldModel.Cli.Demo;
using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Tests.Demo;

/// <summary>Findings made up, to judge what is made from them.</summary>
internal static class FindingsFixture
{
    public static DemoFindings Good { get; } = new(
        new DemoOptions(1, 1024, 365, "out", "campaign.json", "schema.json"),
        new PredictionFinding(0.7201, 0.7331, 0.6812, 0.6976, 30_720),
        new CampaignInfo(
            "purchase-day-after", "decided", "decided", 1, 1, new string('a', 64), new DateOnly(2026, 1, 1), 1024,
            23.04, 23.0, 31.0, 1.1, 31.02, 0.02, false,
            [new("none", 604, 0, 0), new("push", 380, 19, 24), new("coupon", 40, 4, 7)], null),
        0.4, new ClaimParts(new OptimismCorrection(32, 1, 28, 33), 0.1, 31),
        [
            new("WorldModel", RuleKind.WorldModel, 23, 30, 29, 31, 31, 0, 0, 0),
            new("oracle", RuleKind.Oracle, 23, 33, 32, 34, 33, -3, -3.5, -2.5),
            new("loyal first, push", RuleKind.Rule, 23, 27, 26, 28, null, 3, 2, 4),
            new("push at random", RuleKind.Rule, 23, 20, 19, 21, null, 10, 9, 11),
        ],
        [new("push", 380, 19, 24, 23.5, 0.06, 0.06), new("coupon", 40, 4, 7, 6.5, 0.12, 0.11)],
        [new(0, 0, 0, 3), new(11.5, 18, 17.6, 1.4), new(23, 31, 30, 1.1), new(46, 50, 47, 0.6)],
        [Story("c1", "push"), Story("c2", "coupon"), Story("c3", "none")],
        [new("push", "randomised", "assigned by chance", 0.25, 0, [new("visit", 7_600, 0.58, 0.585)])],
        [new("visit", [(0.3, new(0.31, 0.29, 0.33), 1_000), (0.7, new(0.69, 0.67, 0.71), 1_000)])],
        new ModelFinding(new string('a', 64), "purchase-world 1", "72-64-32-16", 343_040, "out/model.wmdl"),
        new StreamFinding(390_000, 36_000, 30_720, 0),
        [new PhaseTime("simulate", 1.5), new PhaseTime("train", 12)]);

    /// <summary>As <see cref="Good"/>, but a rule of thumb wins and the claim is far from what is delivered.</summary>
    public static DemoFindings Beaten { get; } = Good with
    {
        Scores = [.. Good.Scores.Select(s => s.Name switch
        {
            "WorldModel" => s with { Claimed = 40 },
            "loyal first, push" => s with { Delivered = 31, Ahead = -1, AheadLow = -2, AheadHigh = -0.2 },
            _ => s,
        })],
    };

    private static ConsumerStory Story(string consumer, string decision) => new(
        "worth most", consumer, "store 2, loyal, age 42",
        [new(new DateOnly(2025, 12, 31), true, false, true, false, false)], 61,
        [
            new("none", [Visit(0.5, null)], 0, 0, 0, 0, 0, 0),
            new("push", [Visit(0.62, 0.12)], 0.04, 0.03, 0.05, 0.05, 0.01, 0.04),
            new("coupon", [Visit(0.66, 0.16)], 0.16, 0.12, 0.2, 0.15, 0.01, 0.15),
        ],
        decision, "worth more than its price");

    private static StoryOutcome Visit(double level, double? uplift) => new(
        "visit", level, level - 0.05, level + 0.05, uplift, uplift - 0.02, uplift + 0.02, "randomised", "by chance");
}
