using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Commands.Pools;

/// <summary><c>worldmodel pool set</c>: a pool's terms, whole.</summary>
internal sealed class SetPoolCommand : SiloCommand
{
    private readonly Option<string> _pool = OptionOf.Text("--pool", "The pool's name", "NAME", required: true);
    private readonly Option<double> _budget = OptionOf.Money("--budget", "What it holds in all");
    private readonly Option<double?> _pace = OptionOf.MoneyIfAny(
        "--pace", "What may be granted in an hour or a day; without it there is no pace");

    private readonly Option<string> _per = OptionOf.Choice("--per", "The window of the pace", "day", "hour", "day");

    public SetPoolCommand(CommandContext context)
        : base("set", "Sets a pool's budget and pace, or makes the pool.",
            "worldmodel pool set --pool spring --budget 1000 --pace 100 --per day", context) =>
        Accepts(_pool, _budget, _pace, _per, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var terms = new PoolItem
        {
            Budget = arguments.GetValue(_budget),
            Pace = arguments.GetValue(_pace) is { } pace
                ? new PaceItem(pace, arguments.GetRequiredValue(_per))
                : null,
        };
        var pool = await client.SetPoolAsync(arguments.GetRequiredValue(_pool), terms, context.Stop);
        PoolPrinter.Print(context.Out, pool);
        return new CommandOutcome(PoolPrinter.Json(pool));
    }
}
