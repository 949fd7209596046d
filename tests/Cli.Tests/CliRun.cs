using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

/// <summary>Runs a command line in this process and keeps what it said.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public static async Task<CliRun> Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = CommandContext.ForWriters(
            output, error, TimeProvider.System, TestContext.Current.CancellationToken);
        var code = await new CommandHost(context).Run(arguments);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
