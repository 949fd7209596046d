using System.CommandLine;
using Spectre.Console;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Pools;

/// <summary><c>worldmodel pool show</c>: one pool, or all.</summary>
internal sealed class ShowPoolCommand : SiloCommand
{
    private readonly Option<string> _pool = OptionOf.Text("--pool", "The pool's name; all of them without", "NAME");

    public ShowPoolCommand(CommandContext context)
        : base("show", "Shows what pools hold, have lent and have spent.", "worldmodel pool show --pool spring",
            context) => Accepts(_pool, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        if (arguments.GetValue(_pool) is { } name)
        {
            var pool = await client.PoolAsync(name, context.Stop);
            PoolPrinter.Print(context.Out, pool);
            return new CommandOutcome(PoolPrinter.Json(pool));
        }
        var list = await client.PoolsAsync(context.Stop);
        foreach (var pool in list.Pools)
            PoolPrinter.Print(context.Out, pool);
        if (list.Pools.Length == 0)
            context.Out.WriteLine("no pool yet; 'worldmodel pool set --help' shows how to make one");
        return new CommandOutcome(PoolPrinter.Json(list));
    }
}
