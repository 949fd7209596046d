using WorldModel.Evaluation;

namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// Plans judged by the truth. Intervals (95 %) resample consumers, the same draws for every plan, so that differences
/// are paired; a plan's choices stay as they are.
/// </summary>
internal static class RuleComparison
{
    private const int Replicates = 2_000;

    /// <summary>The allocation first, the oracle second, then the others by what they truly bring.</summary>
    /// <param name="plans">The allocation first.</param>
    /// <param name="truth">True values.</param>
    /// <param name="seed">Of the draws.</param>
    public static RuleScore[] Score(IReadOnlyList<(Plan Plan, RuleKind Kind)> plans, OptionGrid truth, ulong seed)
    {
        var delivered = plans.Select(p => p.Plan.Delivered(truth)).ToArray();
        var consumers = truth.Consumers;
        var ahead = delivered.Select(values => delivered[0].Zip(values, (own, other) => own - other).ToArray());
        double[][] figures = [.. delivered, .. ahead];
        var means = new Bootstrap(seed, Replicates).Measure(
            [.. Enumerable.Range(0, consumers)], consumers, figures.Length, (weights, results) =>
            {
                for (var figure = 0; figure < figures.Length; figure++)
                    results[figure] = Bootstrap.WeightedMean(figures[figure], weights);
            });
        return [.. plans.Select((p, at) => ScoreOf(p.Plan, p.Kind, Sum(means[at]), Sum(means[plans.Count + at])))
            .OrderBy(score => score.Kind).ThenByDescending(score => score.Delivered)];

        Estimate Sum(Estimate mean) => new(mean.Value * consumers, mean.Low * consumers, mean.High * consumers);

        RuleScore ScoreOf(Plan plan, RuleKind kind, Estimate value, Estimate lead) => new(
            plan.Name, kind, plan.Spend(truth), value.Value, value.Low!.Value, value.High!.Value, plan.Claimed,
            lead.Value, lead.Low!.Value, lead.High!.Value);
    }
}
