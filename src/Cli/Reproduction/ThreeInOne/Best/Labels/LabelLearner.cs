using WorldModel.Cli.Reproduction.ThreeInOne.Learners;
using WorldModel.Evaluation;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Labels;

/// <summary>
/// The same regressions on a machine's inputs and on its belief, from so many labelled training rows drawn at random;
/// the machine learned from all rows without labels. Once with priors learned by marginal likelihood, once with one
/// fixed ridge, which is what is mostly compared: so that what the priors add is not credited to the machine.
/// </summary>
internal sealed class LabelLearner(string name, SharedInputs shared, MachineKind kind, double hidden) : IWorldLearner
{
    public const string Prefix = "what the DBM adds, ";

    /// <summary>Precision of the fixed prior: the usual default of a logistic regression.</summary>
    private const double Ridge = 1;

    private const int Sweeps = 10;

    public static readonly (int Labels, int Draws)[] Full = [(300, 20), (1_000, 20), (10_000, 6), (All, 1)];
    private const int All = int.MaxValue;
    private static readonly (int Labels, int Draws)[] Quick = [(300, 6), (1_000, 6)];

    public string Name => Prefix + name;

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var machine = shared.Belief(trial, kind, progress).Machine;
        var (inputs, belief) = (shared.MachineInputs(kind), shared.Belief(trial, kind, progress).Whole);
        var findings = new Findings(Name);
        if (hidden > 0)
        {
            var attributes = new HiddenAttributes(trial, inputs, hidden);
            (inputs, belief) = (attributes.Inputs, attributes.Imagined(machine, Sweeps));
        }
        else
        {
            progress(.6, "likelihood of whole rows");
            findings.Own.AddRange(GenerativeFit.Whole(trial, machine, Sweeps, inputs.Gather));
        }

        foreach (var (labels, draws) in trial.Scale == StudyScale.Full ? Full : Quick)
        {
            progress(.7, $"{NameOf(labels)} labels");
            foreach (var outcome in (int[])[Contrast.Visit, Contrast.Purchase])
                findings.Own.AddRange(Compare(trial, inputs, belief, outcome, labels, draws));
        }

        return findings;
    }

    /// <summary>As metrics name a number of labels.</summary>
    public static string NameOf(int labels) => labels == All ? "all" : $"{labels}";

    private static IEnumerable<Figure> Compare(
        Trial trial, FeatureTable inputs, FeatureTable belief, int outcome, int labels, int draws)
    {
        var name = $"labels/{NameOf(labels)}/{Contrast.Outcomes[outcome]}";
        foreach (var (prior, ridge) in (IEnumerable<(string, double?)>)[("", null), ("/ridge", Ridge)])
        {
            var found = new (double[] Inputs, double[] Belief)[draws];
            Parallel.For(0, draws, Slices.Options(0, trial.Stop), draw =>
            {
                var rows = (int[])trial.Data.Train.Clone();
                new RandomStream(trial.ModelSeed, (ulong)(1000 + draw)).Shuffle(rows.AsSpan());
                rows = rows[..Math.Min(labels, rows.Length)];
                found[draw] = (
                    Logits(trial.Data, inputs, outcome, rows, ridge), Logits(trial.Data, belief, outcome, rows, ridge));
            });
            var happened = trial.Data.Happened(trial.Data.Test, outcome);
            var (own, believed) = (
                Array.ConvertAll(found, pair => Auc.Of(pair.Inputs, happened)),
                Array.ConvertAll(found, pair => Auc.Of(pair.Belief, happened)));
            yield return new Figure($"{name}{prior}/inputs", own.Average());
            yield return new Figure($"{name}{prior}/belief", believed.Average());
            yield return Figure.Of($"{name}{prior}/gain", draws > 1
                ? OverDraws([.. believed.Zip(own, (with, without) => with - without)])
                : OverConsumers(trial.Data, happened, found[0].Inputs, found[0].Belief));
        }
    }

    private static double[] Logits(WorldData data, FeatureTable table, int outcome, int[] rows, double? ridge)
    {
        Driver[] actions = [.. Enumerable.Range(0, data.Rows.ActionUnits)
            .Select(action => Driver.Action(((char)('a' + action)).ToString(), action))];
        return LinearHead.Train(data, [table], actions, outcome, rows, ridge).Logits(data.Test);
    }

    /// <summary>Mean and its 95 % interval over draws of labels.</summary>
    private static Estimate OverDraws(double[] gains)
    {
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        var error = 1.96 * Math.Sqrt(variance / gains.Length);
        return new Estimate(mean, mean - error, mean + error);
    }

    /// <summary>All labels can be drawn once only: the interval is over consumers of the test days.</summary>
    private static Estimate OverConsumers(WorldData data, bool[] happened, double[] inputs, double[] belief)
    {
        var (own, believed) = (new Auc(inputs, happened), new Auc(belief, happened));
        return new Bootstrap(13, 200).Measure(
            data.ConsumersOf(data.Test), data.Consumers, 1,
            (weights, figures) => figures[0] = believed.Measure(weights) - own.Measure(weights))[0];
    }
}
