using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Demo.Reporting;

/// <summary>What was bought: checks, rules at equal spend, claims by treatment, and every other budget.</summary>
internal static class RuleSections
{
    public static void Add(HtmlReport report, DemoFindings found)
    {
        var own = found.Allocation;
        report.Add("Does it hold?", null, new Table(
            ["", "check", "figures"],
            [.. DemoVerdict.Checks(found).Select(c => new[] { c.Holds ? "\u2713" : "look", c.Name, c.Sentence })]));
        report.Add(
            $"Who gets what, for {ForPeople.Money(own.Spend)}",
            "Every rule spends the same and is judged by the simulation's truth. The oracle knows that truth; nobody "
            + "else can have it.",
            Rules(found), Claims(found));
        report.Add(
            "Other budgets",
            "Drag the budget. " + Marginal(found.Campaign.ShadowPrice),
            new FrontierChart("Claimed value of the best allocation, by budget",
                [.. found.Frontier.Select(p => (p.Budget, p.Claimed, p.ShadowPrice))], found.Campaign.Budget)
            {
                Comparisons =
                [
                    new LineSeries("true value of it", [.. found.Frontier.Select(p => (p.Budget, p.Delivered))]),
                ],
            });
    }

    private static BarChart Rules(DemoFindings found) => new(
        "Value over doing nothing",
        ["true value", "claimed beforehand"],
        [.. found.Scores.Select(s => new BarRow(s.Name, Bars(s), s.Kind == RuleKind.WorldModel))])
    {
        Note = "95 % intervals over which consumers happen to be in the panel; a rule that claims nothing has one bar",
        Format = v => ForPeople.Money(v),
    };

    private static string Marginal(double price) => price < 1
        ? $"At this one the next $1 buys {ForPeople.Money(price)} of value: the last dollars cost more than they bring."
        : $"At this one the next $1 buys {ForPeople.Money(price)} of value: more budget would still pay.";

    private static Estimate[] Bars(RuleScore score)
    {
        var delivered = new Estimate(score.Delivered, score.Low, score.High);
        return score.Claimed is { } claimed ? [delivered, new Estimate(claimed)] : [delivered];
    }

    private static Table Claims(DemoFindings found) => new(
        ["treatment", "#consumers", "#cost", "#claimed", "#true", "#true per cost", "#claimed, all", "#true, all"],
        [.. found.Claims.Select(c => new[]
        {
            c.Treatment, ForPeople.Count(c.Consumers), ForPeople.Money(c.Spend), ForPeople.Money(c.Claimed),
            ForPeople.Money(c.Delivered), ForPeople.Number(c.Delivered / c.Spend),
            ForPeople.Number(c.ClaimedOnAverage), ForPeople.Number(c.TrueOnAverage),
        })])
    {
        Caption = "What the allocation gave, and what a treatment brings with a consumer on average over all",
    };
}
