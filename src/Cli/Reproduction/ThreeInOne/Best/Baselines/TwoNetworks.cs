using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>T-learner: a network on the treated rows and one on the others, the day's other actions among their
/// inputs.</summary>
internal sealed class TwoNetworks(SharedInputs shared, InputChoice choice, OutcomeNetworkOptions options)
    : IWorldLearner
{
    public string Name => choice.Named("T-learner, MLP");

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var data = trial.Data;
        var features = FeatureTable.Join(shared.Tables(trial, choice, progress));
        var findings = new Findings(Name);
        foreach (var contrast in choice.Contrasts.Where(contrast => !contrast.Placebo))
        {
            var arms = new Arms(data, [features], contrast);
            var inputs = new InputRows(features.Values, features.Width, arms.Others.Values, arms.Others.Width);
            var targets = new float[data.Rows.Rows];
            for (var row = 0; row < targets.Length; row++) targets[row] = data.Rows.OutcomeRow(row)[contrast.Outcome];
            var logits = new double[2][];
            Parallel.For(0, 2, Slices.Options(0, trial.Stop), arm => logits[arm] = OutcomeNetworkTrainer.Train(
                inputs, targets, arms.RowsIn(data.Train, arm > 0), arms.RowsIn(data.Validation, arm > 0),
                options with { Seed = options.Seed * 16 + (ulong)(contrast.Outcome * 2 + arm) },
                share => progress(share, contrast.Name), trial.Stop).Logits(inputs, data.Test));
            findings.Effects[contrast] = EffectEstimate.FromLogits(logits[0], logits[1]);
        }

        return findings;
    }
}
