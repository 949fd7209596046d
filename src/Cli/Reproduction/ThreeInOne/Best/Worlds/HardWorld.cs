using WorldModel.Simulation;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Worlds;

/// <summary>A world whose truth departs from the paper's, and what a learner takes for granted that it tests.</summary>
/// <param name="Name">As learners are named by.</param>
/// <param name="Assumption">What identifies the effect there, and which way it fails.</param>
/// <param name="Variant">How it departs.</param>
internal sealed record HardWorld(string Name, string Assumption, PurchaseVariant? Variant)
{
    /// <summary>Share of the recorded outcomes of training and validation rows that are wrong.</summary>
    public double WrongLabels { get; init; }

    public static readonly HardWorld[] All =
    [
        new("as the paper's", "Discounts act on purchases through the price alone; pushes are drawn.", null),
        new("randomised", "Nothing: sale days, coupons and pushes are drawn.", new() { Randomised = true }),
        new("confounding seen", "Who gets a push depends on income, which stands in the base.",
            new() { PushByIncome = 1 }),
        new("confounding unseen",
            "Nobody sees beta, on which a push depends: the history stands for it. A learner without it is biased.",
            new() { PushByBeta = 1 }),
        new("Sunday effect",
            "Sale 1 is told from Sundays by other discounts (one price for all), if weekdays stand in the base.",
            new() { Sunday = .2 }),
        new("campaign acts on purchases",
            "Exclusion fails: a campaign moves purchases beside the price. Its direct effect must be let in.",
            new() { CampaignOnPurchase = .2 }),
        new("unseen month", "Effects stay while levels shift by .3 in the test month.", new() { LastMonth = .3 }),
        new("wrong labels", "2 % of the outcomes learned from are wrong; what shrinks is the effect.", null)
        {
            WrongLabels = .02,
        },
        new("cold start", "Consumers who come with the test days have attributes and no history; only they are tested.",
            new() { NewcomerEvery = 5 }),
    ];
}
