using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Labels;

/// <summary>
/// Attributes that some consumers do not tell, each drawn for itself: inputs take the training mean of their units, and
/// a machine fills in what it expects.
/// </summary>
internal sealed class HiddenAttributes
{
    private const int FillRounds = 3;
    private static readonly string[] Attributes = ["store_", "loyalty", "age_", "income_"];
    private readonly bool[][] _places;

    /// <param name="trial">The trial.</param>
    /// <param name="inputs">All that would be known.</param>
    /// <param name="share">Of consumers who hide an attribute.</param>
    public HiddenAttributes(Trial trial, FeatureTable inputs, double share)
    {
        var random = new RandomStream(trial.Data.Seed, 78);
        _places = [.. Enumerable.Range(0, trial.Data.Consumers).Select(_ =>
        {
            var hides = Attributes.Where(_ => random.Bernoulli(share)).ToArray();
            return Array.ConvertAll(
                inputs.Names, unit => hides.Any(start => unit.StartsWith(start, StringComparison.Ordinal)));
        })];
        var train = trial.Data.Train;
        var means = new double[inputs.Width];
        foreach (var row in train)
            for (var unit = 0; unit < means.Length; unit++) means[unit] += inputs.Row(row)[unit];
        Inputs = Filled(inputs, (_, unit) => (float)(means[unit] / train.Length));
    }

    /// <summary>The inputs with means in place of what is hidden.</summary>
    public FeatureTable Inputs { get; }

    /// <summary>Belief and hidden units in turns: each the mean field of the other.</summary>
    public FeatureTable Imagined(BoltzmannMachine machine, int sweeps)
    {
        var belief = BeliefTable.Of(machine, Inputs, sweeps).Whole;
        for (var round = 0; round < FillRounds; round++)
        {
            var before = belief;
            var inputs = Filled(Inputs, (row, unit) => Expected(machine, before.Row(row), unit));
            belief = BeliefTable.Of(machine, inputs, sweeps).Whole;
        }

        return belief;
    }

    private FeatureTable Filled(FeatureTable inputs, Func<int, int, float> value)
    {
        var days = inputs.Rows / _places.Length;
        return FeatureTable.Of(inputs.Rows, inputs.Names, inputs.Groups, (row, to) =>
        {
            inputs.Row(row).CopyTo(to.Span);
            var hides = _places[row / days];
            for (var unit = 0; unit < hides.Length; unit++)
                if (hides[unit]) to.Span[unit] = value(row, unit);
        });
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
