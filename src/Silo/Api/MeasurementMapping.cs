using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>A campaign's measurement on the wire.</summary>
internal static class MeasurementMapping
{
    public static MeasurementInfo Wire(CampaignMeasurement m) => new(
        m.From, m.To,
        new RatioInfo(
            [.. m.Ratio.Groups.Select(g => new GroupShareInfo(g.Group, g.Consumers, g.Share))], m.Ratio.ChiSquare,
            m.Ratio.P, m.Ratio.Holds, m.Ratio.Words),
        m.Lift is { } lift ? Wire(lift) : null,
        new ClaimInfo(m.Claim.Claimed, Wire(m.Claim.Delivered), Wire(m.Claim.SameWindow)),
        [.. m.Policies.Select(p => new PolicyInfo(
            p.Policy, Wire(p.Ips), Wire(p.Snips), Wire(p.DoublyRobust), Wire(p.OverNothing), Wire(p.MeanWeight),
            p.EffectiveDecisions, p.Detectable, p.Reason))],
        new ExplorationInfo(
            [.. m.Exploration.Options.Select(o => new OptionCountInfo(o.Option, o.Decisions, o.Expected))],
            m.Exploration.ChiSquare, m.Exploration.P, m.Exploration.Holds, m.Exploration.Words),
        [.. m.Days.Select(d => new DayInfo(d.Day, d.Decisions, d.Spend, d.Claimed, Wire(d.Delivered)))],
        new SpendInfo(
            m.Spending.Spent, m.Spending.PolicySpent, m.Spending.PerDay, m.Spending.Budget, m.Spending.Committed,
            m.Spending.Remaining, m.Spending.DaysLeft, m.Spending.Words),
        m.MoreBudget is { } more ? new BudgetChangeInfo(more.Budget, more.Least, more.Most) : null,
        [.. m.Reasons.Select(r => new ReasonCountInfo(r.Reason, r.Decisions))]);

    private static LiftInfo Wire(LiftFigures l) => new(
        l.Estimand, l.Policy, l.Holdout, l.PolicyMean, l.HoldoutMean, Wire(l.Headline)!, Wire(l.Plain)!,
        Wire(l.Adjusted), l.Narrowing, Wire(l.Total)!, Wire(l.Net)!, l.Detectable, l.Words);

    private static FigureInfo? Wire(Figure? figure) =>
        figure is null ? null : new FigureInfo(figure.Value, figure.Low, figure.High);
}
