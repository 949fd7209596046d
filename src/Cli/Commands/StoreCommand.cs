using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Silo.Storage;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel store</c>: what is done with a store while no silo runs on it.</summary>
internal sealed class StoreCommand : Command
{
    public StoreCommand(CommandContext context)
        : base("store", "Stores as such: backup and restore are a copy from one into another of any kind.")
    {
        Add(new CopyStoreCommand(context));
        Add(new ReshardStoreCommand(context));
    }
}

/// <summary><c>worldmodel store copy</c>: everything of one store into an empty one.</summary>
internal sealed class CopyStoreCommand : CliCommand
{
    private readonly Option<string> _from = StoreOptionOf.From();
    private readonly Option<string> _to = StoreOptionOf.To();

    public CopyStoreCommand(CommandContext context)
        : base("copy", "Copies everything of a store, byte for byte, into an empty one of any kind. Model files lie "
            + "beside a store, in the data directory's models, and are copied as files.",
            "worldmodel store copy --from sqlite:silo --to postgres", context) =>
        Accepts(_from, _to);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var from = StoreChoice.Parse("--from", arguments.GetRequiredValue(_from));
        var to = StoreChoice.Parse("--to", arguments.GetRequiredValue(_to));
        var copied = await StoreCopy.Run(from, to, static (_, _) => { }, context.Stop);
        context.Out.WriteLine(
            $"{from.Name} to {to.Name}: {copied.Grains:N0} grains, {copied.Writes:N0} frames and snapshots, "
            + $"{copied.Bytes:N0} bytes");
        return new CommandOutcome(new JsonObject
        {
            ["from"] = from.Name,
            ["to"] = to.Name,
            ["shards"] = copied.Shards,
            ["grains"] = copied.Grains,
            ["writes"] = copied.Writes,
            ["bytes"] = copied.Bytes,
        });
    }
}
