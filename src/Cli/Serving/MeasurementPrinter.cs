using Spectre.Console;
using WorldModel.Client.Wire;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Serving;

/// <summary>What a campaign is measured to have done, for people: the finding first, then what it rests on.</summary>
internal static class MeasurementPrinter
{
    public static void Print(IAnsiConsole console, MeasurementInfo measured)
    {
        console.WriteLine(MeasurementWords.Verdict(measured));
        console.WriteLine(measured.Ratio.Words);
        if (measured.Lift is { } lift)
            Print(console, lift, measured.Claim);
        console.Write(Policies(measured));
        console.WriteLine(measured.Exploration.Words);
        console.WriteLine(MeasurementWords.Spending(measured));
        if (MeasurementWords.MoreBudget(measured) is { } more)
            console.WriteLine(more);
        console.WriteLine("decisions by reason: "
            + string.Join(", ", measured.Reasons.Select(r => $"{r.Reason} {ForPeople.Count(r.Decisions)}")));
    }

    private static void Print(IAnsiConsole console, LiftInfo lift, ClaimInfo claim)
    {
        console.WriteLine($"lift a consumer {MeasurementWords.Text(lift.Headline)}; plain difference "
            + $"{MeasurementWords.Text(lift.Plain)}, adjusting takes out {ForPeople.Percent(lift.Narrowing)} of its "
            + $"variance; detectable {ForPeople.Money(lift.Detectable)}");
        console.WriteLine($"of the {ForPeople.Count(lift.Policy)} it decided for: claimed "
            + $"{ForPeople.Money(claim.Claimed)}, delivered {MeasurementWords.Text(claim.Delivered)} (later days "
            + $"included), inside the decisions' windows {MeasurementWords.Text(claim.SameWindow)}; "
            + $"less its cost {MeasurementWords.Text(lift.Net)}");
        console.WriteLine("what is estimated: " + lift.Estimand);
    }

    private static Spectre.Console.Table Policies(MeasurementInfo measured)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple)
            .AddColumn("a decision under").AddColumn("SNIPS").AddColumn("doubly robust").AddColumn("over nothing")
            .AddColumn("effective decisions").AddColumn("detectable");
        foreach (var policy in measured.Policies)
        {
            if (policy.Reason is { } reason)
                table.AddRow(Markup.Escape(policy.Policy), Markup.Escape(reason), "", "", "", "");
            else
                table.AddRow(Markup.Escape(policy.Policy), MeasurementWords.Small(policy.Snips),
                    MeasurementWords.Small(policy.DoublyRobust), MeasurementWords.Small(policy.OverNothing),
                    ForPeople.Number(policy.EffectiveDecisions),
                    policy.Detectable is { } least ? ForPeople.Number(least) : "");
        }
        return table;
    }
}
