using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// Would the model have earned more than the best single treatment? Over random half splits of an experiment's
/// consumers, a model is trained on one half and its policy valued on the other. A split's intervals come from a
/// bootstrap of its test half and say nothing of how another half would have trained; the pooled ones come from the
/// variation between splits (<see cref="SplitInterval"/>) and hold both. The best single arm is named on all splits
/// together, which can only favour it.
/// </summary>
public static class Backtest
{
    /// <exception cref="InputException">A row lacks its treatment or propensity, or an option does not fit.</exception>
    public static BacktestResult Run(
        TrainingSet set, BacktestOptions options, Trainer train, IProgress<int>? splitsDone = null)
    {
        if (options.Splits < 2) throw new InputException("splits", options.Splits.ToString(), "2 or more");
        var setup = new SplitSetup(set, options);
        var splits = new List<BacktestFigures>();
        var shares = new List<double>();
        SplitMeasurement? last = null;
        for (var split = 0; split < options.Splits; split++)
        {
            var (trained, tested) = Halves(set, options.Seed, split);
            var trainSet = set.Select(trained);
            var testSet = set.Select(tested);
            var today = options.Today is { } all ? Array.ConvertAll(tested, row => all[row]) : null;
            (var figures, last) = Measure(setup, testSet, train(trainSet, testSet, split), today, split);
            splits.Add(figures);
            shares.Add((double)tested.Length / trained.Length);
            splitsDone?.Report(split + 1);
        }

        return new BacktestResult(Pool(splits, shares.Average(), last!), splits);
    }

    /// <summary>The same figures for one model on rows it was not trained on, with bootstrap intervals.</summary>
    /// <inheritdoc cref="Run" path="/exception"/>
    public static BacktestFigures Evaluate(TrainingSet test, BacktestOptions options, Predictions predictions) =>
        Measure(new SplitSetup(test, options), test, predictions, options.Today, 0).Figures;

    /// <summary>The rows of two random halves of the consumers.</summary>
    internal static (int[] Trained, int[] Tested) Halves(TrainingSet set, ulong seed, int split)
    {
        var consumers = set.Consumer.Distinct().Order().ToArray();
        new RandomStream(seed, (ulong)split).Shuffle<int>(consumers);
        var tested = consumers.Take(consumers.Length / 2).ToHashSet();
        var rows = Enumerable.Range(0, set.Rows).ToLookup(row => tested.Contains(set.Consumer[row]));
        return ([.. rows[false]], [.. rows[true]]);
    }

    private static (BacktestFigures Figures, SplitMeasurement Measurement) Measure(
        SplitSetup setup, TrainingSet test, Predictions predictions, int[]? today, int split)
    {
        Check(setup, test, predictions);
        var policies = SplitPolicies.Of(setup, test, predictions, today);
        var measurement = new SplitMeasurement(setup, test, predictions, policies);
        var (consumer, consumers) = Dense(test.Consumer);
        var bootstrap = new Bootstrap(Seed(setup.Options.Seed, split), setup.Options.Replicates);
        var estimates = bootstrap.Measure(consumer, consumers, measurement.Figures, measurement.Measure);
        var shares = new double[setup.Treatments.Length];
        foreach (var arm in policies.Learned) shares[arm] += 1.0 / test.Rows;
        var totals = new SplitTotals(
            test.Rows, shares, new Estimate(policies.Claimed), new Estimate(policies.Spend), policies.EffectiveRows);
        return (measurement.Name(estimates, totals), measurement);
    }

    private static BacktestFigures Pool(
        List<BacktestFigures> splits, double testedOverTrained, SplitMeasurement measurement)
    {
        Estimate Of(IEnumerable<double> figures) => SplitInterval.Of([.. figures], testedOverTrained);
        var vectors = splits.ConvertAll(FigureVector.Of);
        var pooled = Enumerable.Range(0, vectors[0].Count).Select(i => Of(vectors.Select(v => v[i].Value))).ToArray();
        var shares = Enumerable.Range(0, splits[0].Arms.Count)
            .Select(arm => splits.Average(split => split.Arms[arm].LearnedShare)).ToArray();
        return measurement.Name(pooled, new SplitTotals(
            splits.Sum(split => split.Rows), shares, Of(splits.Select(split => split.Claimed.Value)),
            Of(splits.Select(split => split.Spend.Value)), splits.Average(split => split.EffectiveRows)));
    }

    private static void Check(SplitSetup setup, TrainingSet test, Predictions predictions)
    {
        var expected = (test.Rows, setup.Treatments.Length, setup.Outcomes.Length);
        if ((predictions.Rows, predictions.Treatments, predictions.Outcomes) != expected)
        {
            throw new ArgumentException($"predictions are not of shape {expected}");
        }
    }

    private static (int[] Consumer, int Consumers) Dense(int[] consumer)
    {
        var index = new Dictionary<int, int>();
        var dense = Array.ConvertAll(consumer, id => index.TryGetValue(id, out var at) ? at : index[id] = index.Count);
        return (dense, index.Count);
    }

    private static ulong Seed(ulong seed, int split) => unchecked(seed * 1_000_003 + (ulong)split + 1);
}
