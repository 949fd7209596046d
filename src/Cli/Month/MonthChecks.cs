using WorldModel.Client.Wire;
using WorldModel.Evaluation.Campaigns;
using WorldModel.Evaluation.Reports;
using WorldModel.Models;

namespace WorldModel.Cli.Month;

/// <summary>Something that the replications must show, what they show, and whether it is enough.</summary>
internal sealed record MonthCheck(string Name, string Found, bool Holds);

/// <summary>
/// What months in many worlds say of the report: intervals that cover, a placebo that does nothing, groups and
/// treatments that come as often as their propensities say.
/// </summary>
internal sealed class MonthChecks(IReadOnlyList<MonthReplication> months)
{
    /// <summary>Share of replications whose 95 % interval must cover.</summary>
    public const double LeastCovered = .9;

    // Below this a p-value is no chance: with a handful of tests a run in some hundreds fails by chance.
    private const double LeastP = .001;

    public int Covered => months.Count(m => m.Campaign.IsCovered);

    public int CoveredPlain => months.Count(m => m.Campaign.IsCoveredPlain);

    public int PlaceboCovered => months.Count(m => m.Placebo.IsCovered);

    public int PlaceboCoveredPlain => months.Count(m => m.Placebo.IsCoveredPlain);

    public int WindowCovered => months.Count(m => m.Campaign.IsWindowCovered);

    public int PlaceboWindowCovered => months.Count(m => m.Placebo.IsWindowCovered);

    public MonthCheck[] All =>
    [
        Coverage("the lift's interval covers the true lift", Covered),
        Coverage("the plain difference's interval covers it", CoveredPlain),
        Coverage("the placebo's interval covers 0", PlaceboCovered),
        Coverage("the placebo's plain interval covers 0", PlaceboCoveredPlain),
        Coverage("the placebo's doubly robust interval covers 0", PlaceboWindowCovered),
        Groups(),
        Explored(),
        Weights(),
    ];

    private IEnumerable<MonthSide> Sides => months.SelectMany(m => new[] { m.Campaign, m.Placebo });

    private MonthCheck Coverage(string name, int covered) => new(
        name, $"{covered} of {months.Count}", covered >= LeastCovered * months.Count);

    /// <summary>Groups over all worlds and both campaigns.</summary>
    private MonthCheck Groups()
    {
        var groups = Sides.SelectMany(side => side.Measured.Ratio.Groups).GroupBy(g => g.Group)
            .Select(g => new DrawnGroup(g.Key, g.Sum(each => each.Consumers), g.First().Share)).ToArray();
        var found = SampleRatio.Of(groups);
        return new MonthCheck(
            "groups are as large as their shares",
            $"{string.Join(", ", groups.Select(g => $"{g.Name} {ForPeople.Count(g.Count)}"))}; chi-square "
                + $"{found.ChiSquare:0.00} on {found.Degrees}, p = {found.P:0.000}", found.P >= LeastP);
    }

    /// <summary>Treatments that exploration gave, drawn anew each day.</summary>
    private MonthCheck Explored()
    {
        var options = Sides.SelectMany(side => side.Measured.Exploration.Options).GroupBy(o => o.Option)
            .Select(o => (o.Key, Count: o.Sum(each => each.Decisions), Expected: o.Sum(each => each.Expected)))
            .ToArray();
        var total = options.Sum(o => o.Count);
        var found = SampleRatio.Of([.. options.Select(o => new DrawnGroup(o.Key, o.Count, o.Expected / total))]);
        return new MonthCheck(
            "exploration gives every treatment as often as it should",
            $"{string.Join(", ", options.Select(o => $"{o.Key} {ForPeople.Count(o.Count)}"))}; chi-square "
                + $"{found.ChiSquare:0.00} on {found.Degrees}, p = {found.P:0.000}", found.P >= LeastP);
    }

    /// <summary>
    /// The mean of 1 / propensity over the decisions that agree with a policy is 1 where the propensities are what was
    /// drawn: a chi-square of one degree a replication and policy, and the mean over all of them.
    /// </summary>
    private MonthCheck Weights()
    {
        var policies = Sides.SelectMany(side => side.Measured.Policies).Where(p => p.MeanWeight is not null)
            .GroupBy(p => p.Policy).Select(p => Of(p.Key, [.. p.Select(each => each.MeanWeight!)])).ToArray();
        return new MonthCheck(
            "propensities are how often what was given is given",
            "mean weight " + string.Join(", ", policies.Select(p =>
                $"{p.Policy} {p.Mean:0.000} (z {p.Z:0.0})")), policies.All(p => p.P >= LeastP));
    }

    private static (string Policy, double Mean, double Z, double P) Of(string policy, FigureInfo[] weights)
    {
        var mean = weights.Average(w => w.Value);
        if (weights.Length < 2)
            return (policy, mean, 0, 1);
        var variance = weights.Sum(w => (w.Value - mean) * (w.Value - mean)) / (weights.Length - 1);
        if (variance == 0)
            return (policy, mean, 0, 1);
        var z = (mean - 1) / Math.Sqrt(variance / weights.Length);
        return (policy, mean, z, ChiSquared.Exact(z * z, 1));
    }
}
