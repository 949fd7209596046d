namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>The better recipe and, beside it, the same heads without the machine.</summary>
internal sealed class BestRecipe : IRecipe
{
    public const string Best = "best";
    public const string NoMachine = "best heads, no DBM";

    public string Name => "best";

    public WorldSize QuickWorld => WorldSize.Full;

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var shared = new SharedInputs(trial);
        return
        [
            new BestLearner(NoMachine, shared, new BestOptions { Belief = false }),
            new BestLearner(Best, shared, new BestOptions()),
        ];
    }
}
