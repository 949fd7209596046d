using System.Net;
using Spectre.Console;
using WorldModel.Cli.Serving;
using WorldModel.Client;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Cli.Terminal;

/// <summary>Turns what a command may throw into lines for people and an exit code for scripts.</summary>
internal static class ErrorPrinter
{
    /// <summary>Prints the error; null where it is of no expected kind, which then must not be hidden.</summary>
    public static int? Print(Exception error, IAnsiConsole console)
    {
        switch (error)
        {
            case AggregateException { InnerException: { } first }:
                // Of work in parallel: what one part threw stands for all.
                return Print(first, console);
            case InputException input:
                Fields(console, input.Field, input.Value, input.Expected);
                return ExitCode.BadInput;
            case WorldModelException or InvalidDataException:
                Line(console, error.Message);
                return ExitCode.BadInput;
            case FileNotFoundException or DirectoryNotFoundException:
                Line(console, error.Message);
                return ExitCode.BadInput;
            case NotPositiveDefiniteException singular:
                // Whatever was being fitted, from whatever tables.
                Line(console, $"fitting: {singular.Message}");
                console.MarkupLine("  a day or an amount far from all others may be why, or columns that say the same: "
                    + "'worldmodel init' looks for them");
                return ExitCode.Failed;
            case WorldModelApiException refused:
                return Refused(console, refused);
            case HttpRequestException { InnerException: System.Net.Sockets.SocketException }:
                Line(console, error.Message);
                console.MarkupLine("  is a silo running there? 'worldmodel serve --help' shows how to start one");
                return ExitCode.Failed;
            case CommandFailedException or IOException or UnauthorizedAccessException or HttpRequestException:
                Line(console, error.Message);
                return ExitCode.Failed;
            case OperationCanceledException:
                Line(console, "stopped before the end");
                return ExitCode.Failed;
            default:
                return null;
        }
    }

    private static int Refused(IAnsiConsole console, WorldModelApiException refused)
    {
        var problem = refused.Problem;
        if (problem.Status == (int)HttpStatusCode.Unauthorized)
        {
            // Its one sentence says whether a key came; the key itself is repeated nowhere.
            Line(console, problem.Detail);
            console.MarkupLine(
                $"  the environment variable {SiloAddress.KeyVariable} holds the key that the command line sends");
        }
        else if (problem.Field is { } field)
            Fields(console, field, problem.Value, problem.Expected ?? problem.Detail);
        else
            Line(console, problem.Detail);
        // 4xx says that the request was wrong, but for the one that says "not now".
        var wrong = problem.Status is >= 400 and < 500 && problem.Status != (int)HttpStatusCode.TooManyRequests;
        return wrong ? ExitCode.BadInput : ExitCode.Failed;
    }

    public static void Line(IAnsiConsole console, string message) =>
        console.MarkupLine($"[red]error[/]: {Markup.Escape(message)}");

    public static void Fields(IAnsiConsole console, string field, string? value, string expected)
    {
        Line(console, field);
        console.MarkupLine($"  got       {Markup.Escape(value ?? "nothing")}");
        console.MarkupLine($"  expected  {Markup.Escape(expected)}");
    }
}
