using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Demo;

/// <summary>Claimed and true value of what was given, treatment by treatment.</summary>
internal static class DemoClaims
{
    public static ClaimFinding[] Of(DemoCampaign campaign, Plan own, OptionGrid claimed, OptionGrid truth) =>
        [.. Enumerable.Range(0, truth.Treatments.Length).Select(treatment =>
        {
            var given = Enumerable.Range(0, own.Treatment.Length).Where(c => own.Treatment[c] == treatment).ToArray();
            return new ClaimFinding(
                truth.Treatments[treatment], given.Length, given.Length * truth.Costs[treatment],
                given.Sum(c => campaign.Decisions[c].Value), given.Sum(c => truth.Value(c, treatment)),
                Mean(claimed, treatment), Mean(truth, treatment));
        })];

    private static double Mean(OptionGrid grid, int treatment) =>
        Enumerable.Range(0, grid.Consumers).Average(consumer => grid.Value(consumer, treatment));
}
