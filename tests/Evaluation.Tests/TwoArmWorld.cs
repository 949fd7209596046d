using WorldModel.Evaluation.Backtests;
using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Tests;

/// <summary>
/// An experiment with a known truth: half of the consumers have a trait; spend is 5 plus noise, plus the effect of a
/// mail, which is one amount with the trait and another without. Mails go to two thirds. Two rows a consumer.
/// </summary>
internal sealed class TwoArmWorld
{
    private const string Json = """
        {
          "name": "two arms", "version": 1, "timeZone": "Etc/UTC", "lagDays": 0, "latenessDays": 0,
          "attributes": [{ "name": "trait", "kind": "flag" }],
          "actions": [{ "name": "mail", "assignment": "randomised", "cost": 0 }],
          "outcomes": [{ "name": "spend", "kind": "amount", "windowDays": 1, "value": 1, "margin": 1 }]
        }
        """;

    private readonly double[] _effects;

    public TwoArmWorld(double withTrait, double without, int consumers = 2000, double cost = 0)
    {
        _effects = [without, withTrait];
        Set = new TrainingSet(
            ConsumerSchema.Parse(Json), [.. Enumerable.Range(0, consumers).Select(i => $"c{i}")], ["mail", "none"],
            2 * consumers);
        var stream = new RandomStream(17);
        for (var row = 0; row < Set.Rows; row++)
        {
            var mail = stream.Bernoulli(2.0 / 3);
            Set.Consumer[row] = row / 2;
            Set.Visible[row * Set.Width] = Trait(row / 2);
            Set.Treatment[row] = mail ? 0 : 1;
            Set.Propensity[row] = mail ? 2f / 3 : 1f / 3;
            Set.Cost[row] = mail ? (float)cost : 0;
            Set.Outcomes[row] = (float)(5 + stream.NextGaussian() + (mail ? _effects[Trait(row / 2)] : 0));
        }
    }

    public TrainingSet Set { get; }

    /// <summary>A model that says base + scale x true effect (of the other trait where it is mistaken).</summary>
    public Predictions Predict(TrainingSet test, double scale = 1, bool mistaken = false)
    {
        var predictions = new Predictions(test.Rows, 2, 1);
        for (var row = 0; row < test.Rows; row++)
        {
            var trait = (int)test.Visible[row * test.Width];
            predictions.Row(row)[0] = 5 + (float)(scale * _effects[mistaken ? 1 - trait : trait]);
            predictions.Row(row)[1] = 5;
        }

        return predictions;
    }

    private static int Trait(int consumer) => consumer % 2;
}
