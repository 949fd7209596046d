using Spectre.Console;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Month;

/// <summary>What the months show, for people.</summary>
internal static class MonthPrinter
{
    public static void Print(IAnsiConsole console, IReadOnlyList<MonthReplication> months)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple)
            .AddColumn("").AddColumn("check").AddColumn("found");
        foreach (var check in new MonthChecks(months).All)
            table.AddRow(check.Holds ? "ok" : "look", Markup.Escape(check.Name), Markup.Escape(check.Found));
        console.Write(table);
        Print(console, "campaign", [.. months.Select(m => m.Campaign)]);
        Print(console, "placebo", [.. months.Select(m => m.Placebo)]);
    }

    private static void Print(IAnsiConsole console, string name, MonthSide[] sides)
    {
        double Mean(Func<MonthSide, double> of) => sides.Average(of);
        console.WriteLine($"{name}, mean of a month: claimed {ForPeople.Money(Mean(s => s.Measured.Claim.Claimed))}, "
            + $"truly {ForPeople.Money(Mean(s => s.Truth.SameDay))} on the treatments' own days, measured "
            + $"{ForPeople.Money(Mean(s => s.Measured.Claim.SameWindow?.Value ?? double.NaN))}; later days included "
            + $"truly {ForPeople.Money(Mean(s => s.Truth.Lift * s.Lift.Policy))}, measured "
            + $"{ForPeople.Money(Mean(s => s.Lift.Total.Value))}; spent "
            + $"{ForPeople.Money(Mean(s => s.Measured.Spending.Spent))}");
        console.WriteLine($"  half an interval {ForPeople.Money(Mean(s => Half(s.Lift.Total)))} for the group, not "
            + $"adjusted {ForPeople.Money(Mean(s => Half(s.Lift.Plain) * s.Lift.Policy))}");
    }

    private static double Half(Client.Wire.FigureInfo figure) => ((figure.High - figure.Low) / 2) ?? double.NaN;
}
