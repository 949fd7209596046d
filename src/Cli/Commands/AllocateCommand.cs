using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Allocation.Files;
using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel allocate</c>: a file of uplifts and a budget to decisions.</summary>
internal sealed class AllocateCommand : CliCommand
{
    private readonly Option<string?> _input = OptionOf.InputFile(
        "--input", "Options, one a row: consumer,treatment,value,cost", required: true);
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What may be spent in all");
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets decisions.csv and frontier.csv");

    public AllocateCommand(CommandContext context)
        : base("allocate", "Spends a budget where it buys most: exact frontier, allocation, and the bound that no "
            + "other can pass. A consumer gets at most one option; nothing, at no cost, is always one.",
            "worldmodel allocate --input uplifts.csv --budget 1000 --out allocation --json summary.json", context) =>
        Accepts(_input, _budget, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (path, folder) = (arguments.GetRequiredValue(_input)!, arguments.GetRequiredValue(_out));
        var outcome = await context.Phases.Compute("allocate",
            progress => AllocationRun.Run(path, arguments.GetValue(_budget), folder, context.Time, new Stage(progress)),
            o => $"{o.Plan.Table.Count:N0} options of {o.Summary.Consumers:N0} consumers");
        RowProblems.Print(context, path, outcome.Rows);
        var found = outcome.Summary;
        context.Out.WriteLine($"{found.Treated:N0} of {found.Consumers:N0} consumers get a treatment: {found.Spend:N2} "
            + $"of {found.Budget:N2} spent for a value of {found.Value:N2}");
        context.Out.WriteLine($"no allocation is worth more than {found.Dual:N2} (gap {found.Gap:G3}); "
            + $"the next unit of budget buys {found.ShadowPrice:G4}");
        return new CommandOutcome(new JsonObject
        {
            ["value"] = found.Value,
            ["spend"] = found.Spend,
            ["dual"] = found.Dual,
            ["gap"] = found.Gap,
            ["shadowPrice"] = found.ShadowPrice,
            ["seconds"] = Math.Round(found.Seconds, 4),
            ["budget"] = found.Budget,
            ["consumers"] = found.Consumers,
            ["treated"] = found.Treated,
            ["largestOption"] = found.LargestOption,
            ["rows"] = RowProblems.Json(outcome.Rows),
        });
    }

    private sealed class Stage(PhaseProgress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(0, value);
    }
}
