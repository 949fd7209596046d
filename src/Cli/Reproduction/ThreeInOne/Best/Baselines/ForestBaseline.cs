using WorldModel.Models.Learners;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>
/// An honest causal forest (Athey, Tibshirani and Wager 2019) on outcomes less their prediction without the action and
/// rows weighted by inverse propensities, both from regressions with learned priors.
/// </summary>
internal sealed class ForestBaseline(SharedInputs shared, InputChoice choice) : IWorldLearner
{
    private const double Clip = .01;

    public string Name => choice.Named("causal forest");

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var data = trial.Data;
        var features = FeatureTable.Join(shared.Tables(trial, choice, progress));
        var findings = new Findings(Name);
        foreach (var contrast in choice.Contrasts.Where(contrast => !contrast.Placebo))
        {
            progress(.5, contrast.Name);
            var arms = new Arms(data, [features], contrast);
            var inputs = FeatureTable.Join(features, arms.Others);
            var level = Arms.Chances(arms.Outcome(data.Train), data.Train);
            var propensity = Arms.Chances(arms.Propensity(data.Train), data.Train);
            int[] arm = Array.ConvertAll(data.Train, row => arms.Treated(row) ? 1 : 0);
            var forest = HonestForest.Grow(
                inputs.Gather(data.Train), inputs.Width, arm, 2,
                [[.. arms.Happened(data.Train).Zip(level, (happened, expected) => happened - expected)]],
                Options(trial, inputs.Width), [.. propensity.Select((p, i) =>
                    1 / Math.Clamp(arm[i] > 0 ? p : 1 - p, Clip, 1 - Clip))]);
            var levels = forest.Levels(inputs.Gather(data.Test));
            var effect = new double[data.Test.Length];
            for (var row = 0; row < effect.Length; row++) effect[row] = levels[2 * row + 1] - levels[2 * row];
            var off = Arms.Chances(arms.Outcome(arms.RowsIn(data.Train, false)), data.Test);
            findings.Effects[contrast] = arms.EffectOf(off, effect);
        }

        return findings;
    }

    /// <summary>As many features a split as grf tries: root of their number plus 20.</summary>
    private static ForestOptions Options(Trial trial, int width) => new(trial.ModelSeed)
    {
        Trees = trial.Scale == StudyScale.Full ? 200 : 60,
        Subsample = trial.Scale == StudyScale.Full ? .15 : .05,
        LeastInArm = 100,
        Tried = (int)Math.Sqrt(width) + 20,
    };
}
