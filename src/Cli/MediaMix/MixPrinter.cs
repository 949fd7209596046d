using Spectre.Console;
using WorldModel.Evaluation;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Evaluation.Reports;
using Table = Spectre.Console.Table;

namespace WorldModel.Cli.MediaMix;

/// <summary>A mix's answers on the console: whether to trust them first.</summary>
internal static class MixPrinter
{
    public static void Print(IAnsiConsole console, MixFit fit, MixAnswers answers, MixTrust trust)
    {
        Print(console, trust);
        var table = Columns("channel", "spend", "contribution (90 %)", "share", "return (90 %)", "of the next money");
        foreach (var channel in answers.Channels)
        {
            table.AddRow(
                Markup.Escape(trust.NameOf(channel.Channel)), ForPeople.Number(channel.Spend),
                channel.Contribution.Format(), ForPeople.Percent(channel.Share.Value), Text(channel.Roi),
                Text(channel.MarginalRoi));
        }

        table.AddRow("interaction", "", answers.Interaction.Format(), "", "", "");
        console.Write(table);
        var ridge = fit.Mix.Model == "ridge" ? "" : $"ridge {ForPeople.Percent(fit.Ridge.Error)}, ";
        console.WriteLine(
            $"hold-out, last {fit.HoldOut.Weeks} weeks: {fit.Mix.Model} {ForPeople.Percent(fit.HoldOut.Error)}, "
            + $"{ridge}last year's weeks {ForPeople.Percent(fit.HoldOut.Naive)}");
    }

    public static void Print(IAnsiConsole console, MixTrust trust)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]status: {trust.Word}[/]");
        foreach (var reason in trust.Reasons)
            console.WriteLine($"  {reason.Trust.ToString().ToLowerInvariant()}: {reason.Sentence}");
    }

    public static void Print(IAnsiConsole console, IEnumerable<ResponseCurve> curves)
    {
        var table = Columns("channel", "multiple", "spend", "outcome (90 %)", "return", "observed");
        foreach (var curve in curves)
        {
            foreach (var point in curve.Points)
            {
                table.AddRow(
                    Markup.Escape(curve.Channel), ForPeople.Number(point.Multiple), ForPeople.Number(point.Spend),
                    point.Outcome.Format(), Text(point.Roi), point.Observed ? "yes" : "no");
            }
        }

        console.Write(table);
    }

    public static void Print(IAnsiConsole console, BudgetPlan plan)
    {
        var table = Columns("channel", "now", "planned", "change", "least", "most");
        for (var i = 0; i < plan.Channels.Length; i++)
        {
            table.AddRow(
                Markup.Escape(plan.Channels[i]), ForPeople.Number(plan.Current[i]), ForPeople.Number(plan.Planned[i]),
                plan.Current[i] > 0 ? ForPeople.Percent(plan.Planned[i] / plan.Current[i] - 1) : "none",
                ForPeople.Number(plan.Bounds[i].Low), ForPeople.Number(plan.Bounds[i].High));
        }

        console.Write(table);
        console.WriteLine(
            $"gain by the model's own account: {plan.Gain.Format()}; better by "
            + $"{ForPeople.Percent(plan.GainLikely)} of the draws");
    }

    public static void Print(IAnsiConsole console, BudgetShift shift) => console.WriteLine(
        $"{ForPeople.Number(shift.Amount)} from {shift.From} to {shift.To}: {shift.Gain.Format()} more"
        + (shift.Observed ? "" : $", beyond what was observed of {shift.To}"));

    private static string Text(Estimate? estimate) => estimate?.Format() ?? "none";

    private static Table Columns(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(first);
        foreach (var name in numbers) table.AddColumn(new TableColumn(name).RightAligned());
        return table;
    }
}
