using WorldModel.Cli.Reproduction.ThreeInOne;
using WorldModel.Cli.Reproduction.ThreeInOne.Best;
using WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;
using WorldModel.Cli.Reproduction.ThreeInOne.Reporting;
using WorldModel.Cli.Reproduction.ThreeInOne.Scoring;
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
        var left = shared.Residual(trial, MachineKind.Standard, (_, _) => { });
        var inputs = shared.MachineInputs(MachineKind.Standard).Standardised(trial.Data.Train);
        for (var unit = 0; unit < left.Width; unit += 7)
        {
            for (var column = 0; column < inputs.Width; column++)
            {
                var product = trial.Data.Train.Average(row => (double)left.Row(row)[unit] * inputs.Row(row)[column]);
                Assert.True(Math.Abs(product) < .05, $"unit {unit}, {inputs.Names[column]}: {product}");
            }
        }
    }

    [Fact]
    public void A_world_where_exclusion_fails_breaks_a_price_and_spares_who_lets_the_campaign_in()
    {
        var results = Results(
            Recipes.Named("worlds"), "campaign acts on purchases: best;campaign acts on purchases: campaign");
        var summary = new TrialSummary(results);
        double Bias(string learner) => summary.Of(
            "campaign acts on purchases: " + learner, "sale1->purchase/logit/bias")!.Value.Value;
        Assert.True(Bias("best heads") > Math.Abs(Bias("campaign let in")));
        var page = ThreeInOneReport.Render(Study(Recipes.Named("worlds")), results, "");
        Assert.Contains("Worlds that break what is taken for granted", page);
        Assert.Contains("Exclusion fails", page);
    }

    [Fact]
    public void Labels_are_compared_with_both_priors_and_the_machine_is_held_against_independent_units()
    {
        var results = Results(Recipes.Named("labels"), "known;72 units, 30 %");
        var summary = new TrialSummary(results);
        foreach (var learner in summary.Learners)
        {
            foreach (var metric in (string[])["labels/300/visit/gain", "labels/1000/purchase/ridge/gain"])
                Assert.InRange(summary.Of(learner, metric)!.Value.Value, -.2, .2);
            Assert.True(summary.Of(learner, "labels/1000/visit/inputs")!.Value.Value > .55);
        }

        const string likelihood = "generative/ais/train/";
        Assert.True(summary.Of(summary.Learners[0], likelihood + "logLikelihood")!.Value.Low
            > summary.Of(summary.Learners[0], likelihood + "marginals")!.Value.Value);
        Assert.Contains(
            "What the machine adds", ThreeInOneReport.Render(Study(Recipes.Named("labels")), results, ""));
    }

    [Theory]
    [InlineData(new double[] { -3, -1, 1, 3 }, new[] { false, false, true, true }, 1, 1)]
    [InlineData(new double[] { 3, 1, -1, -3 }, new[] { false, false, true, true }, .25, .4)]
    public void A_threshold_is_chosen_by_F1(double[] logits, bool[] happened, double accuracy, double f1)
    {
        var threshold = DecisionThreshold.Of(logits, happened);
        var (found, balance) = DecisionThreshold.Measure(logits, happened, threshold);
        Assert.Equal(accuracy, found, 12);
        Assert.Equal(f1, balance, 12);
    }

    private static ThreeInOneStudy Study(IRecipe recipe) =>
        new(recipe, StudyScale.Tiny, [7], [0]) { World = new WorldSize(220, 240) };

    private TrialSummary Run(IRecipe recipe) => new(Results(recipe, null));

    private LearnerResult[] Results(IRecipe recipe, string? only)
    {
        var run = new ThreeInOneRun(Study(recipe) with { Only = only }, _folder.Path, TimeProvider.System);
        return run.Run(new PhaseProgress((_, _) => { }, TestContext.Current.CancellationToken));
    }

    private sealed class Chosen(Func<SharedInputs, IReadOnlyList<IWorldLearner>> learners) : IRecipe
    {
        public string Name => "chosen";

        public IReadOnlyList<IWorldLearner> Learners(Trial trial) => learners(new SharedInputs(trial));
    }
}
