using System.CommandLine;
using WorldModel.Cli.Commands.Pools;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel pool</c>: budget pools of a running silo.</summary>
internal sealed class PoolCommand : Command
{
    public PoolCommand(CommandContext context)
        : base("pool", "Shows, sets, stops and resumes the budget pools of a running silo.")
    {
        Add(new ShowPoolCommand(context));
        Add(new SetPoolCommand(context));
        Add(new StopPoolCommand("stop", "Stops all spending from a pool: every shard knows when it ends.",
            (client, pool, stop) => client.StopPoolAsync(pool, stop), context));
        Add(new StopPoolCommand("resume", "Lets a stopped pool go on.",
            (client, pool, stop) => client.ResumePoolAsync(pool, stop), context));
    }
}
