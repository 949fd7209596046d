using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Allocation;
using WorldModel.Cli.Allocations;
using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel allocate</c>: a file of uplifts and a budget to decisions.</summary>
internal sealed class AllocateCommand : CliCommand
{
    private readonly Option<string?> _input = OptionOf.InputFile(
        "--input", "Options, one a row: consumer,treatment,value,cost", required: true);
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What may be spent in all");
    private readonly Option<string> _out = OptionOf.Text(
        "--out", "The folder that gets decisions.csv and frontier.csv", "DIR", required: true);

    public AllocateCommand(CommandContext context)
        : base("allocate", "Spends a budget where it buys most: exact frontier, allocation, and the bound that no other "
            + "allocation can pass. A consumer gets at most one option; nothing, at no cost, is always one.",
            "worldmodel allocate --input uplifts.csv --budget 1000 --out allocation --json summary.json", context) =>
        Accepts(_input, _budget, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (path, folder) = (arguments.GetRequiredValue(_input)!, arguments.GetRequiredValue(_out));
        var amount = arguments.GetValue(_budget);
        var budget = Micros.From(amount) ?? throw new InputException("--budget", $"{amount}", "at most 1e12");
        var report = new RowReport();
        var table = await context.Phases.Compute("read", _ => UpliftFile.Read(path, report),
            t => $"{t.Count:N0} options of {t.Consumers.Count:N0} consumers");
        RowProblems.Print(context, path, report);
        var (frontier, plan) = await context.Phases.Compute("allocate", _ =>
        {
            var all = Frontier.Of(table);
            return (all, all.At(budget));
        });
        var treated = await context.Phases.Compute("write", _ =>
        {
            AllocationFiles.WriteFrontier(frontier, Path.Combine(folder, "frontier.csv"));
            return AllocationFiles.WriteDecisions(plan, Path.Combine(folder, "decisions.csv"));
        });
        var spend = Micros.ToUnits(plan.SpendMicros);
        context.Out.WriteLine($"{treated:N0} of {table.Consumers.Count:N0} consumers get a treatment: {spend:N2} of "
            + $"{amount:N2} spent for a value of {plan.Value:N2}");
        context.Out.WriteLine($"no allocation is worth more than {plan.Dual:N2} (gap {plan.Gap:G3}); "
            + $"the next unit of budget buys {plan.ShadowPrice:G4}");
        return new CommandOutcome(new JsonObject
        {
            ["value"] = plan.Value,
            ["spend"] = spend,
            ["dual"] = plan.Dual,
            ["gap"] = plan.Gap,
            ["shadowPrice"] = plan.ShadowPrice,
            ["seconds"] = Math.Round(context.Phases.TotalSeconds, 3),
            ["budget"] = amount,
            ["consumers"] = table.Consumers.Count,
            ["treated"] = treated,
            ["rows"] = RowProblems.Json(report),
        });
    }
}
