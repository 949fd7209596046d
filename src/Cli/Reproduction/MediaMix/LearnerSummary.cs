using WorldModel.Evaluation;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.MediaMix;

/// <summary>A learner over all markets but the confounded one; intervals are 95 %, of markets drawn anew.</summary>
/// <param name="Learner">Who.</param>
/// <param name="ContributionError">Mean over markets.</param>
/// <param name="BelowRidge">Mean over markets of its contribution error less ridge's in the same market.</param>
/// <param name="RoiError">Mean over markets.</param>
/// <param name="Coverage">Share of channels whose 90 % interval holds the truth; null without intervals.</param>
/// <param name="Regret">Mean over markets.</param>
/// <param name="Gain">Mean over markets.</param>
/// <param name="Claimed">Mean over markets.</param>
/// <param name="MadeWorse">Share of markets in which its plan truly loses against last year's shares.</param>
/// <param name="Usable">Share of markets that it did not refuse.</param>
/// <param name="RefusesConfounded">Whether it refuses the market whose spend chases unseen demand.</param>
internal sealed record LearnerSummary(
    string Learner, Estimate ContributionError, Estimate BelowRidge, Estimate RoiError, double? Coverage,
    Estimate Regret, Estimate Gain, double Claimed, double MadeWorse, double Usable, bool RefusesConfounded)
{
    private const int Redraws = 2000;

    public static LearnerSummary[] Of(MixStudy study, IReadOnlyList<MarketScore> scores)
    {
        var ridge = scores.Where(score => score.Learner == "ridge" && !study.IsConfounded(score))
            .ToDictionary(score => score.Market, score => score.ContributionError);
        return [.. scores.GroupBy(score => score.Learner).Select(own => Of(
            study, own.Key, [.. own.Where(score => !study.IsConfounded(score))],
            own.FirstOrDefault(study.IsConfounded), ridge))];
    }

    private static LearnerSummary Of(
        MixStudy study, string learner, MarketScore[] own, MarketScore? confounded, Dictionary<int, double> ridge) =>
        new(
            learner, Mean(study, own, score => score.ContributionError),
            Mean(study, own, score => ridge.TryGetValue(score.Market, out var its)
                ? score.ContributionError - its : double.NaN),
            Mean(study, own, score => score.RoiError),
            own.Any(score => score.Covered is null)
                ? null : own.Sum(score => score.Covered!.Value) / (double)own.Sum(score => score.Channels),
            Mean(study, own, score => score.Regret), Mean(study, own, score => score.Gain),
            own.Average(score => score.Claimed),
            own.Count(score => score.Gain < 0) / (double)own.Length,
            own.Count(score => score.Status != "refused") / (double)own.Length,
            confounded?.Status == "refused");

    private static Estimate Mean(MixStudy study, MarketScore[] own, Func<MarketScore, double> figure)
    {
        var values = Array.ConvertAll(own, score => figure(score));
        var random = new RandomStream(study.Seed, 90);
        var means = new double[Redraws];
        foreach (ref var mean in means.AsSpan())
        {
            for (var i = 0; i < values.Length; i++) mean += values[random.NextInt(values.Length)] / values.Length;
        }

        Array.Sort(means);
        return new Estimate(values.Average(), means[Redraws / 40], means[Redraws - 1 - Redraws / 40]);
    }
}
