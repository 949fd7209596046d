using Spectre.Console;

namespace WorldModel.Cli.Terminal;

/// <summary>
/// All that a command touches of the outside. Answers go to <see cref="Out"/>, progress and errors to
/// <see cref="Error"/>, so that a pipe gets the answer alone.
/// </summary>
internal sealed class CommandContext
{
    /// <summary>Wide enough that a line is never broken: a file or a pipe is read by programs too.</summary>
    private const int PlainWidth = 1_000;

    private CommandContext(
        IAnsiConsole output, IAnsiConsole error, bool interactive, TimeProvider time, CancellationToken stop)
    {
        Out = output;
        Error = error;
        Time = time;
        Stop = stop;
        Phases = new Phases(error, interactive, time, stop);
    }

    public IAnsiConsole Out { get; }

    public IAnsiConsole Error { get; }

    public TimeProvider Time { get; }

    /// <summary>Cancelled when the user asks the process to stop.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Shows what a command is doing, and for how long.</summary>
    public Phases Phases { get; }

    /// <summary>The process's own console: a live line where it is a terminal, plain lines elsewhere.</summary>
    public static CommandContext ForTerminal(TimeProvider time, CancellationToken stop) => new(
        For(Console.Out, !Console.IsOutputRedirected), For(Console.Error, !Console.IsErrorRedirected),
        !Console.IsErrorRedirected, time, stop);

    /// <summary>Plain text into two writers.</summary>
    public static CommandContext ForWriters(
        TextWriter output, TextWriter error, TimeProvider time, CancellationToken stop) =>
        new(For(output, terminal: false), For(error, terminal: false), interactive: false, time, stop);

    private static IAnsiConsole For(TextWriter writer, bool terminal)
    {
        if (terminal)
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = PlainWidth;
        return console;
    }
}
