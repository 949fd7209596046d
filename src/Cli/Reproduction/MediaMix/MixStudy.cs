using WorldModel.Cli.MediaMix;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Simulation.Media;

namespace WorldModel.Cli.Reproduction.MediaMix;

/// <summary>
/// Learners in simulated markets of three families (delayed, interacting, drifting), none of them the family that
/// parametric models assume, with priors that know nothing of the market, and in one market whose spend chases a demand
/// that the table does not show.
/// </summary>
/// <param name="Markets">How many, families in turn.</param>
/// <param name="Seed">Of the first market; the next ones follow.</param>
/// <param name="Learners">By the names of <see cref="MixLearners"/>.</param>
internal sealed record MixStudy(int Markets, ulong Seed, IReadOnlyList<string> Learners)
{
    /// <summary>What a study without a plan is: money stays where it was.</summary>
    public const string LastYear = "last year's shares";

    private static readonly MediaFamily[] Families =
        [MediaFamily.Delayed, MediaFamily.Interacting, MediaFamily.Drifting];

    /// <summary>Weeks of each market.</summary>
    public int Weeks { get; init; } = 156;

    /// <summary>Runs all markets; the last number is the market to be refused.</summary>
    public MarketScore[] Run(Action<double, string> progress, CancellationToken stop)
    {
        var scores = new List<MarketScore>();
        // One learner for all markets: what a transformer learns of simulated ones is kept.
        var learners = Learners.Select(MixLearners.Of).ToArray();
        for (var number = 1; number <= Markets + 1; number++)
        {
            var truth = new MarketTruth(number, OptionsOf(number));
            for (var i = 0; i < Learners.Count; i++)
            {
                var done = (number - 1.0 + i / (double)Learners.Count) / (Markets + 1);
                progress(done, $"market {number} of {Markets + 1}: {Learners[i]}");
                scores.Add(Score(truth, learners[i], Learners[i], stop));
            }

            scores.Add(Unmoved(truth));
        }

        return [.. scores];
    }

    /// <summary>Whether a market is the one whose spend chases a demand that nobody sees.</summary>
    public bool IsConfounded(MarketScore score) => score.Market > Markets;

    private MediaMarketOptions OptionsOf(int number) => number > Markets
        ? new MediaMarketOptions(MediaFamily.Geometric, Seed) { Weeks = Weeks, Chasing = DemandChasing.Unobserved }
        : new MediaMarketOptions(Families[(number - 1) % Families.Length], Seed + (ulong)number - 1)
        {
            Weeks = Weeks,
            Chasing = number % 2 == 0 ? DemandChasing.Observed : DemandChasing.None,
        };

    private MarketScore Score(MarketTruth truth, IMixLearner learner, string name, CancellationToken stop)
    {
        var table = truth.Market.Table;
        var priors = MixPriors.Default(table);
        var mix = learner.Learn(table, priors, Seed, stop: stop);
        var answers = new MixAnswers(mix, WeekWindow.All(table), stop);
        var trust = MixTrust.Of(mix, answers, HoldOut.Run(learner, table, priors, Seed, stop: stop));
        var plan = BudgetOptimiser.Optimise(mix, truth.Year, truth.Bounds, stop);
        var (real, own) = (truth.Answers.Channels, answers.Channels);
        var gain = truth.GainOf(plan.Planned);
        return new MarketScore(
            truth.Number, Family(truth), name,
            own.Zip(real, (mine, its) => Math.Abs(mine.Contribution.Value - its.Contribution.Value)).Sum()
                / real.Sum(channel => channel.Contribution.Value),
            own.Zip(real, (mine, its) => Math.Abs(mine.Roi!.Value.Value / its.Roi!.Value.Value - 1)).Average(),
            mix.Draws == 1 ? null : own.Zip(real).Count(pair =>
                pair.First.Contribution.Low <= pair.Second.Contribution.Value
                && pair.First.Contribution.High >= pair.Second.Contribution.Value),
            own.Count, (truth.Best.Gain.Value - gain) / truth.YearsMedia, gain / truth.YearsMedia,
            plan.Gain.Value / truth.YearsMedia, trust.Word);
    }

    /// <summary>
    /// The plan that changes nothing: its contributions are by the money spent, at the prior's return.
    /// </summary>
    private static MarketScore Unmoved(MarketTruth truth)
    {
        var (table, channels) = (truth.Market.Table, truth.Answers.Channels);
        var roi = MixPriors.Default(table).Roi[0].Mean;
        return new MarketScore(
            truth.Number, Family(truth), LastYear,
            channels.Sum(channel => Math.Abs(roi * channel.Spend - channel.Contribution.Value))
                / channels.Sum(channel => channel.Contribution.Value),
            channels.Average(channel => Math.Abs(roi / channel.Roi!.Value.Value - 1)), null, channels.Count,
            truth.Best.Gain.Value / truth.YearsMedia, 0, 0, "none");
    }

    private static string Family(MarketTruth truth) => truth.Options.Family.ToString().ToLowerInvariant()
        + (truth.Options.Chasing == DemandChasing.None ? "" : ", " + truth.Options.Chasing.ToString().ToLowerInvariant()
            + " demand chased");
}
