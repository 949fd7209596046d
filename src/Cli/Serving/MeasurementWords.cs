using WorldModel.Client.Wire;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Serving;

/// <summary>The sentences that a campaign's report says on the terminal and on its page.</summary>
internal static class MeasurementWords
{
    /// <summary>The finding in a sentence; without groups as drawn a lift means nothing.</summary>
    public static string Verdict(MeasurementInfo measured)
    {
        if (!measured.Ratio.Holds)
            return measured.Ratio.Words;
        return measured.Lift is { } lift
            ? $"{lift.Words} {Text(lift.Total)} over {ForPeople.Count(lift.Policy)} consumers from "
                + $"{measured.From:yyyy-MM-dd} to {measured.To:yyyy-MM-dd}."
            : "There is no lift to report: a group has fewer than four consumers.";
    }

    public static string Spending(MeasurementInfo measured)
    {
        var money = measured.Spending;
        return $"spent {ForPeople.Money(money.Spent)}; its pool has {ForPeople.Money(money.Remaining)} of "
            + $"{ForPeople.Money(money.Budget)} left. {money.Words}";
    }

    /// <summary>Null where the frontier does not say.</summary>
    public static string? MoreBudget(MeasurementInfo measured) => measured.MoreBudget is { } more
        ? $"A tenth more budget a round ({ForPeople.Money(more.Budget)}) is claimed to return "
            + $"{ForPeople.Money(more.Least)} to {ForPeople.Money(more.Most)} more."
        : null;

    /// <summary>Money with its interval.</summary>
    public static string Text(FigureInfo? figure) => figure switch
    {
        null => "cannot be told",
        { Low: { } low, High: { } high } => ForPeople.Interval(figure.Value, low, high, v => ForPeople.Money(v)),
        _ => ForPeople.Money(figure.Value),
    };

    /// <summary>An amount of a single decision, with its interval.</summary>
    public static string Small(FigureInfo? figure) => figure switch
    {
        null => "",
        { Low: { } low, High: { } high } => ForPeople.Interval(figure.Value, low, high),
        _ => ForPeople.Number(figure.Value),
    };
}
