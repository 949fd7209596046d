using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Simulation;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel simulate</c>: a world with known truth, as files.</summary>
internal sealed class SimulateCommand : CliCommand
{
    private readonly Option<string> _world = OptionOf.Choice("--world", "The world", "purchase", "purchase");
    private readonly Option<int> _seed = OptionOf.Int("--seed", "The same seed gives the same world", 42);
    private readonly Option<int> _consumers = OptionOf.Int("--consumers", "How many consumers", 1_024, 1, 1_000_000);
    private readonly Option<int> _days = OptionOf.Int("--days", "How many days, from 2025-01-01", 365, 1, 3_650);
    private readonly Option<string> _out = OptionOf.OutputFolder("--out", "The folder to write to");

    public SimulateCommand(CommandContext context)
        : base("simulate", "Simulates a world whose truth is known: panel, consumers, truth and events as files.",
            "worldmodel simulate --world purchase --seed 42 --consumers 1024 --days 365 --out panel", context) =>
        Accepts(_world, _seed, _consumers, _days, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var (seed, folder) = (arguments.GetValue(_seed), arguments.GetRequiredValue(_out));
        var (consumers, days) = (arguments.GetValue(_consumers), arguments.GetValue(_days));
        if ((long)consumers * days > int.MaxValue)
        {
            throw new Schema.InputException(
                "--days", $"{days}", $"at most {int.MaxValue / consumers} for so many consumers");
        }
        var panel = await context.Phases.Compute("simulate",
            _ => PurchaseWorld.Simulate((uint)seed, consumers, days), p => $"{p.Rows:N0} consumer-days");
        await context.Phases.Compute("write", progress =>
        {
            progress.Report(0, folder);
            PurchaseWorldFiles.Write(panel, folder, progress.Stop);
            return panel.Rows;
        });
        var result = new JsonObject
        {
            ["world"] = arguments.GetValue(_world),
            ["seed"] = seed,
            ["consumers"] = panel.Consumers.Count,
            ["days"] = panel.Days,
            ["visits"] = Count(panel.Visit),
            ["purchases"] = Count(panel.Purchase),
            ["coupons"] = Count(panel.Coupon),
            ["pushes"] = Count(panel.Push),
            ["folder"] = folder,
        };
        context.Out.WriteLine($"Purchase World, seed {seed}: {Count(panel.Visit):N0} visits, "
            + $"{Count(panel.Purchase):N0} purchases, {Count(panel.Coupon):N0} coupons, "
            + $"{Count(panel.Push):N0} pushes in {folder}");
        return new CommandOutcome(result);
    }

    private static int Count(byte[] flags) => flags.Count(f => f == 1);
}
