using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>
/// Logistic regression with a random intercept and a random effect of one action a consumer: population by learned
/// priors, consumers by Newton steps from it, variances by expectation maximisation of the Laplace posterior.
/// </summary>
internal sealed class RandomSlopes(SharedInputs shared, InputChoice choice) : IWorldLearner
{
    private const int Rounds = 20;

    public string Name => choice.Named("logistic, random slopes");

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var tables = shared.Tables(trial, choice, progress);
        var findings = new Findings(Name);
        foreach (var contrast in choice.Contrasts.Where(contrast => !contrast.Placebo))
        {
            progress(.5, contrast.Name);
            findings.Effects[contrast] = Estimate(trial.Data, tables, contrast);
        }

        return findings;
    }

    private static EffectEstimate Estimate(WorldData data, FeatureTable[] tables, Contrast contrast)
    {
        Driver[] drivers = [.. Enumerable.Range(0, data.Rows.ActionUnits)
            .Select(action => Driver.Action(((char)('a' + action)).ToString(), action))];
        var head = LinearHead.Train(data, tables, drivers, contrast.Outcome);
        var own = Departures(data, head.Logits(data.Train), contrast);
        var consumers = data.ConsumersOf(data.Test);
        return EffectEstimate.FromLogits(
            Add(head.Logits(data.Test, (contrast.Action, 0)), row => own[consumers[row]].Level),
            Add(head.Logits(data.Test, (contrast.Action, 1)),
                row => own[consumers[row]].Level + own[consumers[row]].Slope));
    }

    private static double[] Add(double[] logits, Func<int, double> more) =>
        [.. logits.Select((logit, row) => logit + more(row))];

    private static (double Level, double Slope)[] Departures(WorldData data, double[] logits, Contrast contrast)
    {
        var rows = Enumerable.Range(0, logits.Length).GroupBy(i => data.Rows.Consumer[data.Train[i]])
            .OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        var own = new (double Level, double Slope)[rows.Length];
        var (level, slope) = (.05, .05);
        for (var round = 0; round < Rounds; round++)
        {
            var spread = new (double Level, double Slope)[rows.Length];
            Parallel.For(0, rows.Length, consumer =>
            {
                var (s0, s1, a, b, d) = (-own[consumer].Level / level, -own[consumer].Slope / slope, 1 / level, 0.0,
                    1 / slope);
                foreach (var i in rows[consumer])
                {
                    double on = data.Rows.ActionRow(data.Train[i])[contrast.Action];
                    var chance = Logit.Inverse(logits[i] + own[consumer].Level + on * own[consumer].Slope);
                    var residual = data.Rows.OutcomeRow(data.Train[i])[contrast.Outcome] - chance;
                    var weight = chance * (1 - chance);
                    (s0, s1) = (s0 + residual, s1 + on * residual);
                    (a, b, d) = (a + weight, b + on * weight, d + on * weight);
                }

                var determinant = a * d - b * b;
                own[consumer].Level += (d * s0 - b * s1) / determinant;
                own[consumer].Slope += (a * s1 - b * s0) / determinant;
                spread[consumer] = (d / determinant, a / determinant);
            });
            level = Math.Max(1e-5, own.Zip(spread, (o, v) => o.Level * o.Level + v.Level).Average());
            slope = Math.Max(1e-5, own.Zip(spread, (o, v) => o.Slope * o.Slope + v.Slope).Average());
        }

        return own;
    }
}
