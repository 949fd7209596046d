using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Commands.Pools;

/// <summary><c>worldmodel pool stop</c> and <c>worldmodel pool resume</c>.</summary>
internal sealed class StopPoolCommand : SiloCommand
{
    private readonly Option<string> _pool = OptionOf.Text("--pool", "The pool's name", "NAME", required: true);
    private readonly Func<WorldModelClient, string, CancellationToken, Task<PoolInfo>> _order;

    public StopPoolCommand(
        string name, string description, Func<WorldModelClient, string, CancellationToken, Task<PoolInfo>> order,
        CommandContext context)
        : base(name, description, $"worldmodel pool {name} --pool spring", context)
    {
        _order = order;
        Accepts(_pool, Url);
    }

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var pool = await _order(client, arguments.GetRequiredValue(_pool), context.Stop);
        PoolPrinter.Print(context.Out, pool);
        return new CommandOutcome(PoolPrinter.Json(pool));
    }
}
