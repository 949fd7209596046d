using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel store reshard</c>: a store into an empty one with another number of shards.</summary>
internal sealed class ReshardStoreCommand : CliCommand
{
    private readonly Option<string> _from = StoreOptionOf.From();
    private readonly Option<string> _to = StoreOptionOf.To();
    private readonly Option<int> _shards = new("--shards")
    {
        Description = "Shards of the new store, a power of two",
        HelpName = "N",
        Required = true,
    };

    private readonly Option<string?> _schema = OptionOf.InputFile(
        "--schema", "What a consumer looks like (JSON), as the silos of the store are given it", required: true);

    public ReshardStoreCommand(CommandContext context)
        : base("reshard", "Copies a store into an empty one of any kind with another number of shards: consumers with "
            + "all that is theirs, campaigns, money, and the ledger. What decisions were made from stays behind, for "
            + "why to read. No silo may run, and no campaign be at work.",
            "worldmodel store reshard --from sqlite:silo --to sqlite:wider --shards 1024 --schema schema.json",
            context) =>
        Accepts(_from, _to, _shards, _schema);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var schema = ConsumerSchema.Load(arguments.GetRequiredValue(_schema)!);
        var from = StoreChoice.Parse("--from", arguments.GetRequiredValue(_from));
        var to = StoreChoice.Parse("--to", arguments.GetRequiredValue(_to));
        var done = await context.Phases.Run("reshard", progress => StoreReshard.Run(
            from, to, arguments.GetValue(_shards), schema,
            (groups, all) => progress.Report((double)groups / all, $"{groups:N0} of {all:N0} groups of shards"),
            context.Time, progress.Stop), so => Counted.Of(so.Consumers, "consumer"));
        context.Out.WriteLine(
            $"{from.Name} to {to.Name}: {done.FromShards:N0} shards cut into {done.Shards:N0}, {done.Consumers:N0} "
            + $"consumers, {done.LedgerLines:N0} lines of the ledger, {done.Bytes:N0} bytes");
        return new CommandOutcome(new JsonObject
        {
            ["from"] = from.Name,
            ["to"] = to.Name,
            ["fromShards"] = done.FromShards,
            ["shards"] = done.Shards,
            ["consumers"] = done.Consumers,
            ["ledgerLines"] = done.LedgerLines,
            ["bytes"] = done.Bytes,
        });
    }
}
