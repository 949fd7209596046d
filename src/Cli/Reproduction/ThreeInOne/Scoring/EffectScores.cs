using WorldModel.Evaluation;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Scoring;

/// <summary>
/// How a learner's effects compare with the true ones on the test rows. Ranks: with each trait, and with one held
/// fixed; levels: root-mean-square error (PEHE), bias, mean over the true mean, signs. Intervals by drawing consumers.
/// </summary>
internal sealed class EffectScores(WorldData data, Bootstrap bootstrap)
{
    private const int Estimated = 0;
    private const int Broken = 1;
    private static readonly string[] Traits = ["alpha", "beta", "gamma", "loyalty"];
    private readonly int[] _consumers = data.ConsumersOf(data.Test);

    public IEnumerable<Figure> Of(Contrast contrast, EffectEstimate estimate)
    {
        if (estimate.Imposed) yield return new Figure($"{contrast.Name}/imposed", 1);
        var truth = data.Truth.Effect(contrast);
        foreach (var (scale, own, real) in (IEnumerable<(string, double[]?, double[]?)>)
            [("logit", estimate.Logit, truth.Logit), ("probability", estimate.Probability, truth.Probability)])
        {
            if (own is null || real is null) continue;
            var name = $"{contrast.Name}/{scale}";
            foreach (var figure in Levels(name, own, real, contrast.Placebo)) yield return figure;
            if (contrast.Placebo) continue;
            foreach (var figure in Ranks(name, own)) yield return figure;
            foreach (var figure in Quartiles(name, own, contrast.Trait!)) yield return figure;
        }
    }

    /// <summary>Mean and root-mean-square of a placebo; mean, bias, PEHE and signs of a real effect.</summary>
    private IEnumerable<Figure> Levels(string name, double[] own, double[] real, bool placebo)
    {
        var errors = own.Zip(real, (a, b) => (a - b) * (a - b)).ToArray();
        var signs = own.Zip(real, (a, b) => a * b < 0 ? 1.0 : 0).ToArray();
        var found = Measure(5, (weights, figures) =>
        {
            figures[0] = Bootstrap.WeightedMean(own, weights);
            figures[1] = Math.Sqrt(Bootstrap.WeightedMean(errors, weights));
            var mean = Bootstrap.WeightedMean(real, weights);
            figures[2] = figures[0] - mean;
            figures[3] = figures[0] / mean;
            figures[4] = Bootstrap.WeightedMean(signs, weights);
        });
        yield return Figure.Of($"{name}/mean", found[0]);
        yield return Figure.Of(placebo ? $"{name}/rms" : $"{name}/pehe", found[1]);
        if (placebo) yield break;
        yield return Figure.Of($"{name}/bias", found[2]);
        yield return Figure.Of($"{name}/meanOverTruth", found[3]);
        yield return Figure.Of($"{name}/signErrors", found[4]);
        yield return new Figure($"{name}/deviation", Deviation(own));
    }

    private IEnumerable<Figure> Ranks(string name, double[] own)
    {
        // Equal uplifts may gain or lose by mid-ranks: beside them stands an order of ties drawn at random.
        var truth = data.Truth;
        var table = new CorrelationTable(
            own, TiesBroken(own), truth.Alpha, truth.Beta, truth.Gamma, truth.Loyalty);
        var found = Measure(Traits.Length * 3 + 4, (weights, figures) =>
        {
            var (spearman, pearson) = (table.Spearman(weights), table.Pearson(weights));
            for (var trait = 0; trait < Traits.Length; trait++)
            {
                figures[trait] = spearman[Estimated, trait + 2];
                figures[Traits.Length + trait] = spearman[Broken, trait + 2];
                figures[2 * Traits.Length + trait] = pearson[Estimated, trait + 2];
            }

            var (alpha, beta, gamma, loyalty) = (2, 3, 4, 5);
            var rest = figures[(3 * Traits.Length)..];
            rest[0] = Partial(spearman, alpha, beta);
            rest[1] = Partial(spearman, beta, alpha);
            rest[2] = Partial(spearman, gamma, loyalty);
            rest[3] = Partial(spearman, gamma, beta);
        });
        for (var trait = 0; trait < Traits.Length; trait++)
        {
            yield return Figure.Of($"{name}/spearman/{Traits[trait]}", found[trait]);
            yield return Figure.Of($"{name}/spearmanTiesBroken/{Traits[trait]}", found[Traits.Length + trait]);
            yield return Figure.Of($"{name}/pearson/{Traits[trait]}", found[2 * Traits.Length + trait]);
        }

        string[] partial = ["alpha|beta", "beta|alpha", "gamma|loyalty", "gamma|beta"];
        for (var i = 0; i < partial.Length; i++)
            yield return Figure.Of($"{name}/partial/{partial[i]}", found[3 * Traits.Length + i]);
        yield return Figure.Of($"{name}/consumerSpearman/alpha", ByConsumer(own, truth.Alpha));
        yield return Figure.Of($"{name}/consumerSpearman/gamma", ByConsumer(own, truth.Gamma));
    }

    private static double Partial(double[,] table, int trait, int held) =>
        CorrelationTable.Partial(table[Estimated, trait], table[Estimated, held], table[trait, held]);

    /// <summary>The mean trait of the rows in the top and in the bottom quarter of the effect.</summary>
    private IEnumerable<Figure> Quartiles(string name, double[] own, string trait)
    {
        var values = trait == "gamma" ? data.Truth.Gamma : data.Truth.Alpha;
        var order = Enumerable.Range(0, own.Length).OrderBy(row => own[row]).ToArray();
        var quarter = order.Length / 4;
        yield return new Figure($"{name}/lowQuartile/{trait}", order[..quarter].Average(row => values[row]));
        yield return new Figure($"{name}/highQuartile/{trait}", order[^quarter..].Average(row => values[row]));
    }

    /// <summary>The rank correlation of each consumer's mean effect.</summary>
    private Estimate ByConsumer(double[] own, double[] trait)
    {
        var (sums, traits) = (new double[data.Consumers], new double[data.Consumers]);
        for (var row = 0; row < own.Length; row++)
        {
            sums[_consumers[row]] += own[row];
            traits[_consumers[row]] = trait[row];
        }

        return new Estimate(Correlation.Spearman(sums, traits));
    }

    private Estimate[] Measure(int figures, Bootstrap.Measurement measure) =>
        bootstrap.Measure(_consumers, data.Consumers, figures, measure);

    private static double[] TiesBroken(double[] own)
    {
        var order = Enumerable.Range(0, own.Length).ToArray();
        new RandomStream(20260522).Shuffle(order.AsSpan());
        var ranks = new double[own.Length];
        var place = 0;
        foreach (var row in order.OrderBy(row => own[row])) ranks[row] = place++;
        return ranks;
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }
}
