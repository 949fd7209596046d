using System.CommandLine;
using System.CommandLine.Parsing;
using WorldModel.Cli.Files;

namespace WorldModel.Cli.Terminal;

/// <summary>
/// One command of the tree: options, an example for the help, and <see cref="Run"/>, whose result is what
/// <c>--json FILE</c> writes.
/// </summary>
internal abstract class CliCommand : Command
{
    private readonly Option<string?> _json = OptionOf.OutputFile(
        "--json", "Also write the result as JSON to this file");

    protected CliCommand(string name, string description, string example, CommandContext context)
        : base(name, description)
    {
        Example = example;
        SetAction((arguments, stop) => Invoke(arguments, context, stop));
    }

    /// <summary>A line that works as it stands, or nearly.</summary>
    public string Example { get; }

    /// <summary>Declares the command's options, in the order of its help.</summary>
    protected void Accepts(params Option[] options)
    {
        foreach (var option in options)
            Options.Add(option);
        Options.Add(_json);
        Validators.Add(RequireApart);
    }

    /// <summary>Where the result goes as JSON, if anywhere.</summary>
    protected string? JsonPath(ParseResult arguments) => arguments.GetValue(_json);

    /// <summary>Does the work. Throws an input error for what a later check finds.</summary>
    protected abstract Task<CommandOutcome> Run(ParseResult arguments, CommandContext context);

    /// <summary>What a command reads must not be written over by it, nor one result by another.</summary>
    private void RequireApart(CommandResult result)
    {
        var taken = new List<(string Option, string Path)>();
        foreach (var option in Options.OfType<FileOption>().OrderBy(option => option.IsWritten))
        {
            if (result.GetResult(option) is not { } given || given.Errors.Any()
                || given.GetValueOrDefault<string?>() is not { } path)
                continue;
            var other = taken.Find(t => RealPath.AreSame(t.Path, path)).Option;
            if (option.IsWritten && other is not null)
                result.AddError($"{option.Name}: got {path}, expected another file than that of {other}");
            taken.Add((option.Name, path));
        }
    }

    private async Task<int> Invoke(ParseResult arguments, CommandContext context, CancellationToken stop)
    {
        try
        {
            var result = await Run(arguments, context);
            if (arguments.GetValue(_json) is { } path)
                await ResultFile.Write(path, result.Json, stop);
            return result.Ok ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception error) when (ErrorPrinter.Print(error, context.Error) is { } code)
        {
            return code;
        }
    }
}
