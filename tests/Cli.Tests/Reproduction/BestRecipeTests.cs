using WorldModel.Cli.Reproduction.ThreeInOne;
using WorldModel.Cli.Reproduction.ThreeInOne.Best;
using WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;
using WorldModel.Cli.Reproduction.ThreeInOne.Reporting;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Reproduction;

public sealed class BestRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Orderings that hold at any size, no decimals.</summary>
    [Fact]
    public void The_better_recipe_ranks_responsiveness_better_than_a_constant_or_the_units_alone()
    {
        var summary = Run(new Chosen(shared =>
        [
            new GlmBaseline(BaselineRecipe.Constant, shared, InputChoice.All[0], GlmEffects.Constant),
            new GlmBaseline("interactions", shared, InputChoice.All[0], GlmEffects.Interactions),
            new BestLearner("without memory", shared, new BestOptions { Belief = false, Memory = false }),
            new BestLearner(BestRecipe.NoMachine, shared, new BestOptions { Belief = false }),
            new BestLearner(BestRecipe.Best, shared, new BestOptions()),
        ]));
        double Figure(string learner, string metric) => summary.Of(learner, metric)!.Value.Value;
        const string gamma = "push->visit/logit/spearman/gamma";
        Assert.True(Figure(BestRecipe.NoMachine, gamma) > Figure("interactions, units", gamma));
        Assert.True(Figure(BestRecipe.NoMachine, gamma) > Figure("without memory", gamma));
        Assert.True(Figure(BestRecipe.Best, gamma) > Figure("interactions, units", gamma));
        const string error = "push->visit/logit/pehe";
        var constant = InputChoice.All[0].Named(BaselineRecipe.Constant);
        Assert.True(Figure(BestRecipe.Best, error) < Figure(constant, error));
        foreach (var outcome in Contrast.Outcomes)
            Assert.True(Figure(BestRecipe.NoMachine, outcome + "/aucGap") < Figure(constant, outcome + "/aucGap"));
        Assert.True(Figure(BestRecipe.Best, "push->purchase/probability/rms") < .03);
        Assert.True(Figure(BestRecipe.Best, "sale1->visit/probability/rms") < .03);
    }

    [Fact]
    public void A_memory_reads_the_days_before_only()
    {
        var data = WorldData.Simulate(5, new WorldSize(20, 90));
        var logits = new double[data.Rows.Rows];
        var driver = Array.ConvertAll(Enumerable.Range(0, logits.Length).ToArray(), row => row % 3 == 0 ? 1f : 0);
        var before = ConsumerMemory.Of(data, Contrast.Visit, logits, driver);
        const int day = 80;
        for (var row = 0; row < logits.Length; row++)
            if (row % 90 >= day) data.Rows.Outcomes[row * 2] = 1 - data.Rows.Outcomes[row * 2];
        var after = ConsumerMemory.Of(data, Contrast.Visit, logits, driver);
        Assert.True(before.LevelVariance > 0, $"variance {before.LevelVariance}");
        for (var row = 0; row < logits.Length; row++)
        {
            if (row % 90 == 0) Assert.Equal(0, before.Level[row]);
            if (row % 90 <= day) Assert.Equal(before.Level[row], after.Level[row]);
        }

        Assert.NotEqual(before.Level[day + 1], after.Level[day + 1]);
    }

    [Fact]
    public void What_is_left_of_a_belief_is_uncorrelated_with_its_inputs_on_training_rows()
    {
        var trial = new Trial(
            WorldData.Simulate(6, new WorldSize(40, 120)), 3, StudyScale.Tiny, TestContext.Current.CancellationToken,
            _folder.Path);
        var shared = new SharedInputs(trial);
        var left = shared.Residual(trial, (_, _) => { });
        var inputs = shared.MachineInputs.Standardised(trial.Data.Train);
        for (var unit = 0; unit < left.Width; unit += 7)
        {
            for (var column = 0; column < inputs.Width; column++)
            {
                var product = trial.Data.Train.Average(row => (double)left.Row(row)[unit] * inputs.Row(row)[column]);
                Assert.True(Math.Abs(product) < .05, $"unit {unit}, {inputs.Names[column]}: {product}");
            }
        }
    }

    private TrialSummary Run(IRecipe recipe)
    {
        var study = new ThreeInOneStudy(recipe, StudyScale.Tiny, [7], [0]) { World = new WorldSize(220, 240) };
        var run = new ThreeInOneRun(study, _folder.Path, TimeProvider.System);
        return new TrialSummary(run.Run(new PhaseProgress((_, _) => { }, TestContext.Current.CancellationToken)));
    }

    private sealed class Chosen(Func<SharedInputs, IReadOnlyList<IWorldLearner>> learners) : IRecipe
    {
        public string Name => "chosen";

        public IReadOnlyList<IWorldLearner> Learners(Trial trial) => learners(new SharedInputs(trial));
    }
}
