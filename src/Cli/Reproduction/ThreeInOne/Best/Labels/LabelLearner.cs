using WorldModel.Evaluation;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Labels;

/// <summary>
/// The same regressions with learned priors on the machine's inputs and on its belief, from so many labelled training
/// rows drawn at random; the machine learned from all rows without labels. Where attributes are hidden (of a share of
/// consumers each), inputs take the training mean and the machine fills in what it expects.
/// </summary>
internal sealed class LabelLearner(string name, SharedInputs shared, double hidden) : IWorldLearner
{
    private const int FillRounds = 3;
    private const int Sweeps = 10;
    private static readonly string[] Attributes = ["store_", "loyalty", "age_", "income_"];

    public string Name => "what the DBM adds, " + name;

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var machine = shared.Belief(trial, progress).Machine;
        var inputs = shared.MachineInputs;
        var belief = shared.Belief(trial, progress).Whole;
        if (hidden > 0)
        {
            var places = Hide(trial, inputs);
            var means = Means(inputs, trial.Data.Train);
            inputs = Filled(inputs, places, (_, unit) => means[unit]);
            belief = Imagined(machine, inputs, places);
        }

        var findings = new Findings(Name);
        (int Labels, int Draws)[] sizes = trial.Scale == StudyScale.Full
            ? [(300, 20), (1_000, 20), (10_000, 6), (trial.Data.Train.Length, 1)]
            : [(300, 6), (1_000, 6), (trial.Data.Train.Length, 1)];
        FeatureTable scaled = belief.Standardised(trial.Data.Train);
        foreach (var (labels, draws) in sizes)
        {
            progress(.7, $"{labels} labels");
            foreach (var outcome in (int[])[Contrast.Visit, Contrast.Purchase])
                findings.Own.AddRange(Compare(trial, inputs, scaled, outcome, labels, draws));
        }

        return findings;
    }

    private static IEnumerable<Figure> Compare(
        Trial trial, FeatureTable inputs, FeatureTable belief, int outcome, int labels, int draws)
    {
        var found = new (double Inputs, double Belief, double Both)[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            var rows = (int[])trial.Data.Train.Clone();
            new RandomStream(trial.ModelSeed, (ulong)(1000 + draw)).Shuffle(rows.AsSpan());
            rows = rows[..labels];
            found[draw] = (
                AucOf(trial.Data, [inputs], outcome, rows), AucOf(trial.Data, [belief], outcome, rows),
                AucOf(trial.Data, [inputs, belief], outcome, rows));
        }

        var name = $"labels/{(labels == trial.Data.Train.Length ? "all" : labels)}/{Contrast.Outcomes[outcome]}";
        yield return new Figure(name + "/inputs", found.Average(pair => pair.Inputs));
        yield return new Figure(name + "/belief", found.Average(pair => pair.Belief));
        yield return new Figure(name + "/both", found.Average(pair => pair.Both));
        double[] gains = Array.ConvertAll(found, pair => pair.Belief - pair.Inputs);
        var mean = gains.Average();
        if (draws == 1)
        {
            yield return new Figure(name + "/gain", mean);
            yield break;
        }

        var error = 1.96 * Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (draws - 1) / draws);
        yield return new Figure(name + "/gain", mean, mean - error, mean + error);
    }

    private static double AucOf(WorldData data, FeatureTable[] tables, int outcome, int[] rows)
    {
        Driver[] actions = [.. Enumerable.Range(0, data.Rows.ActionUnits)
            .Select(action => Driver.Action(((char)('a' + action)).ToString(), action))];
        var head = LinearHead.Train(data, tables, actions, outcome, rows);
        return Auc.Of(head.Logits(data.Test), data.Happened(data.Test, outcome));
    }

    /// <summary>The attributes' units that each consumer does not tell.</summary>
    private bool[][] Hide(Trial trial, FeatureTable inputs)
    {
        var random = new RandomStream(trial.Data.Seed, 78);
        return [.. Enumerable.Range(0, trial.Data.Consumers).Select(_ =>
        {
            var hides = Attributes.Where(_ => random.Bernoulli(hidden)).ToArray();
            return Array.ConvertAll(
                inputs.Names, unit => hides.Any(start => unit.StartsWith(start, StringComparison.Ordinal)));
        })];
    }

    private static float[] Means(FeatureTable inputs, int[] rows) => [.. Enumerable.Range(0, inputs.Width)
        .Select(unit => (float)rows.Average(row => (double)inputs.Values[row * inputs.Width + unit]))];

    private static FeatureTable Filled(FeatureTable inputs, bool[][] places, Func<int, int, float> value)
    {
        var days = inputs.Rows / places.Length;
        return FeatureTable.Of(inputs.Rows, inputs.Names, inputs.Groups, (row, to) =>
        {
            inputs.Row(row).CopyTo(to.Span);
            var hides = places[row / days];
            for (var unit = 0; unit < hides.Length; unit++)
                if (hides[unit]) to.Span[unit] = value(row, unit);
        });
    }

    /// <summary>Belief and hidden units in turns: each the mean field of the other.</summary>
    private static FeatureTable Imagined(BoltzmannMachine machine, FeatureTable inputs, bool[][] places)
    {
        var belief = BeliefTable.Of(machine, inputs, Sweeps).Whole;
        for (var round = 0; round < FillRounds; round++)
        {
            var before = belief;
            inputs = Filled(inputs, places, (row, unit) => Expected(machine, before.Row(row), unit));
            belief = BeliefTable.Of(machine, inputs, Sweeps).Whole;
        }

        return belief;
    }

    /// <summary>P(unit on | first hidden layer).</summary>
    private static float Expected(BoltzmannMachine machine, ReadOnlySpan<float> belief, int unit)
    {
        var hidden = machine.Layers[1];
        var weights = machine.Weights(1);
        var sum = machine.Biases(0)[unit];
        for (var j = 0; j < hidden; j++) sum += weights[unit * hidden + j] * belief[j];
        return Sigmoid.Value(sum);
    }
}
