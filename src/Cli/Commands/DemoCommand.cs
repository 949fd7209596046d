using System.CommandLine;
using WorldModel.Cli.Demo;
using WorldModel.Cli.Demo.Reporting;
using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel demo</c>: everything once, on a world whose truth is known.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const int FewestDays = DemoOptions.HeldOutDays + 30;

    private readonly Option<int> _seed = OptionOf.Int("--seed", "The same seed gives the same result", 1);
    private readonly Option<int> _consumers = OptionOf.Int("--consumers", "How many consumers", 1_024, 32, 100_000);
    private readonly Option<int> _days = OptionOf.Int(
        "--days", "How many days; the last 30 are streamed and predicted", 365, FewestDays, 1_500);
    private readonly Option<string> _out = OptionOf.OutputFolder("--out", "The folder to write to", "out/demo");

    public DemoCommand(CommandContext context)
        : base("demo", "Simulates consumers, trains, serves, streams 30 days, runs a campaign and compares its true "
            + "value with other rules at equal spend. Writes report.html and results.json.",
            "worldmodel demo --seed 1 --out out/demo", context) =>
        Accepts(_seed, _consumers, _days, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var folder = arguments.GetRequiredValue(_out);
        var options = new DemoOptions(
            arguments.GetValue(_seed), arguments.GetValue(_consumers), arguments.GetValue(_days), folder,
            ExampleFile.Find("purchase-campaign.json"), ExampleFile.Find("purchase-world-best.schema.json"));
        var run = new DemoRun(options, context);
        var found = await run.Run();
        var (page, results) = (Path.Combine(folder, "report.html"), Path.Combine(folder, "results.json"));
        await File.WriteAllTextAsync(page, DemoReport.Render(found), context.Stop);
        var json = DemoJson.Of(found);
        await ResultFile.Write(results, json, context.Stop);
        DemoSummary.Print(context.Out, found, [page, results, run.ModelPath, run.SiloFolder]);
        return new CommandOutcome(json);
    }
}
