using WorldModel.Cli.Reproduction.ThreeInOne.Scoring;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Worlds;

/// <summary>Heads without the machine, learned and measured in a world of their own.</summary>
internal sealed class WorldLearner(string name, HardWorld world, WorldSize size, BestOptions options) : IWorldLearner
{
    public string Name => world.Named(name);

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        progress(0, "the world");
        var data = WorldData.Simulate(trial.Data.Seed, size, world.Variant);
        if (world.WrongLabels > 0) Spoil(data);
        var own = trial with { Data = data };
        var findings = new BestLearner(Name, new SharedInputs(own), options).Learn(own, progress);
        var figures = new FindingsScore(data, FindingsScore.QuickReplicates).Of(findings).Figures;
        return new Findings(Name) { Own = [.. figures] };
    }

    private void Spoil(WorldData data)
    {
        var random = new RandomStream(data.Seed, 77);
        foreach (var row in (int[])[.. data.Train, .. data.Validation])
        {
            for (var outcome = 0; outcome < data.Rows.OutcomeCount; outcome++)
            {
                ref var happened = ref data.Rows.Outcomes[row * data.Rows.OutcomeCount + outcome];
                if (random.Bernoulli(world.WrongLabels)) happened = 1 - happened;
            }
        }
    }
}
