namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Worlds;

/// <summary>The better recipe's heads in worlds that break what it takes for granted, one thing at a time.</summary>
internal sealed class WorldsRecipe : IRecipe
{
    public string Name => "worlds";

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var size = new WorldSize(trial.Data.Consumers, trial.Data.Panel.Days);
        var heads = new BestOptions { Belief = false };
        return
        [
            .. HardWorld.All.SelectMany(world => (IWorldLearner[])
            [
                new WorldLearner("best heads", world, size, heads),
                .. world.Variant is { PushByBeta: > 0 }
                    ? [
                        new WorldLearner(
                            "no history", world, size,
                            heads with { Rates = false, Levels = false, Memory = false, History = false }),
                    ]
                    : Array.Empty<IWorldLearner>(),
                .. world.Variant is { Sunday: > 0 } or { Randomised: true } or null && world.WrongLabels == 0
                    ? [new WorldLearner("no weekdays", world, size, heads with { Weekdays = false })]
                    : Array.Empty<IWorldLearner>(),
                .. world.Variant is { CampaignOnPurchase: > 0 } or null && world.WrongLabels == 0
                    ? [new WorldLearner("campaign let in", world, size, heads with { FreeCampaign = true })]
                    : Array.Empty<IWorldLearner>(),
            ]),
        ];
    }
}
