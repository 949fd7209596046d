using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace WorldModel.Cli.Terminal;

/// <summary>Adds each command's example to the end of its help.</summary>
internal sealed class HelpWithExample(HelpAction inner) : SynchronousCommandLineAction
{
    public static void AddTo(RootCommand tree)
    {
        var help = tree.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction inner)
            help.Action = new HelpWithExample(inner);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CliCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine("Example:");
            parseResult.InvocationConfiguration.Output.WriteLine("  " + command.Example);
        }
        return code;
    }
}
