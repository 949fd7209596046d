using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using WorldModel.Cli.Commands;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli;

/// <summary>The command tree and its way from arguments to an exit code.</summary>
internal sealed class CommandHost(CommandContext context)
{
    public RootCommand Tree { get; } = new(
        "One small world model per consumer: what they will do, what they would do under each treatment, and which "
        + "treatment is worth its price within a budget.")
    {
        new SimulateCommand(context),
        new DemoCommand(context),
        new InitCommand(context),
        new TrainCommand(context),
        new EvaluateCommand(context),
        new BacktestCommand(context),
        new AllocateCommand(context),
        new ServeCommand(context),
        new StoreCommand(context),
        new ReplayCommand(context),
        new CampaignCommand(context),
        new PoolCommand(context),
        new MonthCommand(context),
        new MmmCommand(context),
        new ReproduceCommand(context),
        new ModelCommand(context),
        new LedgerCommand(context),
        new WhyCommand(context),
    };

    public async Task<int> Run(string[] arguments)
    {
        HelpWithExample.AddTo(Tree);
        var parsed = Tree.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        // Asking for help is right even where the rest is not complete.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExample)
            return Refuse(parsed);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = context.Out.Profile.Out.Writer,
                Error = context.Error.Profile.Out.Writer,
            },
            context.Stop);
    }

    private int Refuse(ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Subcommands is { Count: > 0 } known)
        {
            // Where a group's command was not understood, what else is wrong is wrong because of that.
            var got = parsed.UnmatchedTokens.FirstOrDefault("nothing");
            var expected = string.Join(", ", known.Select(command => command.Name));
            ErrorPrinter.Line(context.Error, $"command: got {got}, expected one of {expected}");
        }
        else
        {
            foreach (var error in parsed.Errors)
                ErrorPrinter.Line(context.Error, error.Message);
        }
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
            names.Push(at.Command.Name);
        var command = string.Join(' ', names.Prepend("worldmodel"));
        context.Error.WriteLine($"  {command} --help shows the options and an example");
        return ExitCode.BadInput;
    }
}
