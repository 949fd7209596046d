using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// A network an outcome, from some inputs and the day's actions; effects by switching the action's column, all else
/// fixed (three-in-one, sections 2.5 and 2.6). On a belief these are the paper's adapters, on the visible units its MLP
/// and S-learner.
/// </summary>
/// <param name="name">As tables show it.</param>
/// <param name="inputs">What the networks read, made when the learner runs.</param>
/// <param name="options">How they are trained; each outcome takes a seed of its own.</param>
internal sealed class NetworkLearner(string name, Func<InputRows> inputs, OutcomeNetworkOptions options)
    : IWorldLearner
{
    public string Name => name;

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        progress(0, "inputs");
        var (data, rows) = (trial.Data, inputs());
        var networks = new OutcomeNetwork[Contrast.Outcomes.Length];
        var done = new double[networks.Length];
        Parallel.For(0, networks.Length, Slices.Options(0, trial.Stop), outcome =>
        {
            var targets = new float[data.Rows.Rows];
            for (var row = 0; row < targets.Length; row++) targets[row] = data.Rows.OutcomeRow(row)[outcome];
            var own = options with { Seed = options.Seed * 16 + (ulong)outcome };
            networks[outcome] = OutcomeNetworkTrainer.Train(
                rows, targets, data.Train, data.Validation, own,
                share =>
                {
                    done[outcome] = share;
                    progress(done.Average(), "heads");
                },
                trial.Stop);
        });
        return new Findings(Name)
        {
            Logits = Array.ConvertAll(networks, network => (double[]?)network.Logits(rows, data.Test)),
            ValidationLogits =
                Array.ConvertAll(networks, network => (double[]?)network.Logits(rows, data.Validation)),
            Effects = Contrast.All.ToDictionary(contrast => contrast, contrast => EffectEstimate.FromLogits(
                networks[contrast.Outcome].Logits(rows, data.Test, contrast.Action, 0),
                networks[contrast.Outcome].Logits(rows, data.Test, contrast.Action, 1))),
            Own = [.. Contrast.Outcomes.SelectMany((outcome, i) => (Figure[])
            [
                new($"{outcome}/validationScore", networks[i].Score), new($"{outcome}/epochs", networks[i].Epochs),
            ])],
        };
    }
}
