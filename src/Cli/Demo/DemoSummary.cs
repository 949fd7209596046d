using Spectre.Console;
using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Demo;

/// <summary>The demo's answer on the console: the verdict first, then rules, one consumer, checks and files.</summary>
internal static class DemoSummary
{
    public static void Print(IAnsiConsole console, DemoFindings found, IReadOnlyList<string> files)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(DemoVerdict.Sentence(found))}[/]");
        console.WriteLine();
        console.Write(Rules(found));
        Explain(console, found.Stories[0]);
        foreach (var check in DemoVerdict.Checks(found))
            console.MarkupLine($"{Mark(check)} {check.Name,-11} {Markup.Escape(check.Sentence)}");
        console.WriteLine();
        console.MarkupLine($"[grey]seed[/] {found.Options.Seed}   [grey]model[/] {found.Model.Hash[..12]}   "
            + $"[grey]took[/] {found.Times.Sum(t => t.Seconds):F1} s");
        foreach (var file in files)
            console.MarkupLine($"[grey]wrote[/] {Markup.Escape(file)}");
    }

    private static Table Rules(DemoFindings found)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn($"who gets what, {found.Allocation.Spend:F2} spent")
            .AddColumn(Right("claimed")).AddColumn(Right("true value")).AddColumn(Right("95 %"))
            .AddColumn(Right("behind by"));
        foreach (var score in found.Scores)
        {
            var own = score.Kind == RuleKind.WorldModel;
            var name = own ? $"[bold green]{Markup.Escape(score.Name)}[/]" : Markup.Escape(score.Name);
            table.AddRow(name, score.Claimed is { } claimed ? $"{claimed:F2}" : "", $"{score.Delivered:F2}",
                $"{score.Low:F1} to {score.High:F1}",
                own ? "" : $"{score.Ahead:F2}");
        }
        return table;
    }

    private static void Explain(IAnsiConsole console, ConsumerStory story)
    {
        console.MarkupLineInterpolated($"consumer [bold]{story.Consumer}[/] ({story.Attributes})");
        console.MarkupLineInterpolated(
            $"plausibility percentile {story.Plausibility:F0}; decided: [bold]{story.Decision}[/]");
        var table = new Table().Border(TableBorder.Simple).AddColumn("option");
        foreach (var outcome in story.Options[0].Outcomes)
            table.AddColumn(Right($"{outcome.Outcome} (90 %)"));
        table.AddColumn(Right("worth (90 %)")).AddColumn(Right("cost")).AddColumn(Right("net at price"));
        foreach (var option in story.Options)
            table.AddRow([Markup.Escape(option.Treatment), .. option.Outcomes.Select(Level), Worth(option),
                $"{option.Cost:F2}", $"{option.Net:F3}"]);
        console.Write(table);
        console.MarkupLine($"[grey]{Markup.Escape(story.Reason)}[/]");
        console.WriteLine();
    }

    private static string Level(StoryOutcome outcome) => outcome.Level is { } level
        ? $"{level:F3} [grey]{outcome.Low:F3} to {outcome.High:F3}[/]"
        : "not identified";

    private static string Worth(StoryOption option) => option.Cost == 0
        ? ""
        : $"{option.Value:F3} [grey]{option.ValueLow:F3} to {option.ValueHigh:F3}[/]";

    private static string Mark(DemoCheck check) => check.Holds ? "[green]ok  [/]" : "[yellow]LOOK[/]";

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
