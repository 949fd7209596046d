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
            .. from world in HardWorld.All
               from rival in world.Rivals.Prepend(new Rival(HardWorld.BestHeads, same => same))
               select new WorldLearner(rival.Name, world, size, rival.Of(heads)),
        ];
    }
}
