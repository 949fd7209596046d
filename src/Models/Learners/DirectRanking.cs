using WorldModel.Models.Networks;
using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Learners;

/// <summary>
/// Direct ranking (DRP, and DPM for several arms; Zhou et al., AAAI 2023): a network whose output s_k gives the
/// return of going from arm k - 1 to arm k, q = sigmoid(s) = value gained / cost added, by
/// <code>
/// - (1/N_k) sum_{t=k} [r ln(q/(1-q)) + c ln(1-q)] + (1/N_{k-1}) sum_{t=k-1} [the same]
/// </code>
/// whose least point is q = effect on value / effect on cost. Returns must be in (0, 1): values are divided by
/// <see cref="Ceiling"/> times the log's largest average return first. DPM's own loss for several arms is not
/// published; steps between neighbouring arms, made to fall by a running minimum, are its assumption of diminishing
/// returns.
/// </summary>
public sealed class DirectRanking
{
    private const double Ceiling = 4;

    private readonly Perceptron _network;
    private readonly FeatureScaling _scaling;

    private DirectRanking(Perceptron network, FeatureScaling scaling) => (_network, _scaling) = (network, scaling);

    /// <summary>Trains; the weights with the least loss on validation rows are kept.</summary>
    public static DirectRanking Train(TrialLog log, TrialLog validation, NetworkRecipe recipe)
    {
        var random = new RandomStream(recipe.Seed, 4);
        var scaling = new FeatureScaling(log.Features, log.FeatureCount);
        var network = Perceptron.Random(random, [log.FeatureCount, .. recipe.Hidden, log.Arms - 1]);
        var batches = new RowBatches(scaling.Apply(log.Features), log.FeatureCount, 2 * recipe.Batch, random);
        var adam = new Adam(network.Parameters.Length, recipe.LearningRate, weightDecay: recipe.WeightDecay);
        var unit = Ceiling * LargestReturn(log);
        var (loss, held) = (new RankingLoss(log, unit), new RankingLoss(validation, unit));
        var pass = new PerceptronPass(network, Math.Max(batches.Largest, validation.Rows));
        var features = scaling.Apply(validation.Features);
        int[] all = [.. Enumerable.Range(0, validation.Rows)];
        var gradient = new float[network.Parameters.Length];
        var (best, least, since) = (network.Copy(), double.PositiveInfinity, 0);
        var steps = 0;
        for (var look = 0; look < recipe.Checkpoints && since < recipe.Patience; look++, since++)
        {
            for (; steps < recipe.Steps * (look + 1) / recipe.Checkpoints; steps++)
            {
                var batch = steps % batches.Count;
                if (batch == 0) batches.Shuffle();
                var rows = batches.Rows(batch);
                var inputs = batches.Features(batch);
                network.Forward(inputs, rows.Length, pass);
                var slopes = new float[rows.Length * network.Outputs];
                loss.Add(rows, pass.Outputs, slopes);
                Array.Clear(gradient);
                network.Backward(inputs, pass, slopes, gradient);
                adam.Step(network.Parameters, gradient);
                network.Refresh();
            }

            network.Forward(features, validation.Rows, pass);
            var now = held.Add(all, pass.Outputs, []);
            if (!(now < least)) continue;
            (best, least, since) = (network.Copy(), now, 0);
        }

        return new DirectRanking(best, scaling);
    }

    /// <summary>Returns of each step, rows x (arms - 1), never rising along a row. Only their order means
    /// something.</summary>
    public double[] Returns(float[] features)
    {
        var rows = features.Length / _network.Inputs;
        var pass = new PerceptronPass(_network, rows);
        _network.Forward(_scaling.Apply(features), rows, pass);
        var returns = Array.ConvertAll(pass.Outputs.ToArray(), s => (double)s);
        for (var i = 0; i < returns.Length; i++)
            if (i % _network.Outputs > 0) returns[i] = Math.Min(returns[i], returns[i - 1]);
        return returns;
    }

    private static double LargestReturn(TrialLog log)
    {
        var (value, cost) = (new double[log.Arms], new double[log.Arms]);
        for (var row = 0; row < log.Rows; row++)
        {
            value[log.Arm[row]] += log.Value[row] / (log.Share(log.Arm[row]) * log.Rows);
            cost[log.Arm[row]] += log.Cost[row] / (log.Share(log.Arm[row]) * log.Rows);
        }

        var returns = Enumerable.Range(1, log.Arms - 1)
            .Where(arm => cost[arm] > cost[0]).Select(arm => (value[arm] - value[0]) / (cost[arm] - cost[0]));
        return Math.Max(returns.DefaultIfEmpty(1).Max(), 1e-9);
    }
}
