using WorldModel.Simulation;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Worlds;

/// <summary>A world whose truth departs from the paper's, and what a learner takes for granted that it tests.</summary>
/// <param name="Name">As learners are named by.</param>
/// <param name="Assumption">What identifies the effects there, and who gets them wrong.</param>
/// <param name="Variant">How it departs.</param>
/// <param name="Rivals">Which heads are shown beside the best ones.</param>
internal sealed record HardWorld(string Name, string Assumption, PurchaseVariant? Variant, params Rival[] Rivals)
{
    /// <summary>The learner that every world has.</summary>
    public const string BestHeads = "best heads";

    /// <summary>Share of the recorded outcomes of training and validation rows that are wrong.</summary>
    public double WrongLabels { get; init; }

    private static readonly Rival ByAction = new("an effect an action", heads => heads with { Price = false });
    private static readonly Rival NoWeekdays = new("no weekdays", heads => heads with { Weekdays = false });
    private static readonly Rival FreeCampaign = new("campaign let in", heads => heads with { FreeCampaign = true });
    private static readonly Rival Departures = new("departures shrunk", heads => heads with { Departures = true });
    private static readonly Rival NoHistory = new("no history", heads => heads with
    {
        Rates = false,
        Levels = false,
        Memory = false,
        History = false,
    });

    public static readonly HardWorld[] All =
    [
        new("as the paper's",
            "Exclusion: discounts act on purchases through the price alone, one price for all actions. Pushes are "
            + "drawn.",
            null, ByAction, NoWeekdays, FreeCampaign, Departures),
        new("randomised", "Nothing is taken for granted: sale days, coupons and pushes are drawn.",
            new() { Randomised = true }, ByAction),
        new("confounding seen", "Who gets a push depends on income, which stands in the base.",
            new() { PushByIncome = 1 }),
        new("confounding unseen",
            "A push depends on beta, which nobody sees: the history stands for it. Broken without a history.",
            new() { PushByBeta = 1 }, NoHistory),
        new("Sunday effect",
            "Sale 1 is told from Sundays by the other discounts (one price for all), if weekdays stand in the base. "
            + "Broken without weekdays, and for an effect an action.",
            new() { Sunday = .2 }, ByAction, NoWeekdays),
        new("campaign acts on purchases",
            "Exclusion fails: a campaign moves purchases beside the price. Broken where its direct effect is not let "
            + "in.",
            new() { CampaignOnPurchase = .2 }, ByAction, FreeCampaign, Departures),
        new("unseen month", "Effects stay while levels shift by .3 in the test month.", new() { LastMonth = .3 }),
        new("wrong labels", "2 % of the outcomes learned from are wrong; what shrinks is the effect.", null)
        {
            WrongLabels = .02,
        },
        new("cold start", "Consumers who come with the test days have attributes and no history; only they are tested.",
            new() { NewcomerEvery = 5 }, NoHistory),
    ];

    /// <summary>As tables name a learner in this world.</summary>
    public string Named(string learner) => $"{Name}: {learner}";
}

/// <summary>Heads that differ from the best ones in one thing.</summary>
internal sealed record Rival(string Name, Func<BestOptions, BestOptions> Of);
