using Spectre.Console;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Backtests;
using WorldModel.Evaluation.Reports;
using Table = Spectre.Console.Table;

namespace WorldModel.Cli.Backtests;

/// <summary>A backtest's figures on the console: the verdict first.</summary>
internal static class BacktestPrinter
{
    public static void Print(IAnsiConsole console, BacktestFigures figures)
    {
        var verdict = Verdict.Of(figures);
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(verdict.Sentence)}[/]");
        foreach (var reason in verdict.Reasons)
            console.WriteLine("  " + reason);
        console.Write(Arms(figures));
        console.Write(Uplifts(figures));
        foreach (var auc in figures.Aucs)
            console.WriteLine($"AUC {auc.Outcome}: {auc.Auc.Format(v => $"{v:F4}")}");
    }

    private static Table Arms(BacktestFigures figures)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("policy")
            .AddColumn(Right("value a consumer")).AddColumn(Right("learned policy over it"))
            .AddColumn(Right("it gives this to"));
        table.AddRow("learned", figures.Learned.Format(Money), "", "");
        foreach (var arm in figures.Arms)
        {
            var share = arm.Share < 1 ? $" to a random {ForPeople.Percent(arm.Share)}" : " to all";
            table.AddRow(Markup.Escape(arm.Arm + share), arm.Value.Format(Money), arm.LearnedOver.Format(Money),
                ForPeople.Percent(arm.LearnedShare));
        }
        return table;
    }

    private static Table Uplifts(BacktestFigures figures)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("effect").AddColumn(Right("average"))
            .AddColumn(Right("Qini")).AddColumn(Right("AUUC"));
        foreach (var uplift in figures.Uplifts)
            table.AddRow(Markup.Escape($"{uplift.Arm} on {uplift.Outcome}"), uplift.Effect.Format(),
                uplift.Qini.Format(), uplift.Auuc.Format());
        return table;
    }

    private static string Money(double amount) => ForPeople.Money(amount);

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
