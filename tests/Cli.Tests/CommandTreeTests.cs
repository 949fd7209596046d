using System.CommandLine;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class CommandTreeTests
{
    public static TheoryData<string> Commands => [.. Leaves()];

    [Fact]
    public async Task No_arguments_show_the_help_and_succeed()
    {
        var run = await CliRun.Of();
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("replay", run.Out);
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_command_explains_itself_with_an_example_of_its_own(string command)
    {
        var run = await CliRun.Of([.. command.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains($"worldmodel {command}", run.Out[run.Out.IndexOf("Example:", StringComparison.Ordinal)..]);
        Assert.Contains("--json <FILE>", run.Out);
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task An_unknown_option_is_bad_input_and_points_at_the_help(string command)
    {
        var run = await CliRun.Of([.. command.Split(' '), "--nope"]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("--nope", run.Error);
        Assert.Contains($"worldmodel {command} --help", run.Error);
    }

    [Fact]
    public async Task An_unknown_command_is_bad_input()
    {
        var run = await CliRun.Of("predict");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith("error: command: got predict, expected one of simulate, demo,", run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error"));
    }

    [Fact]
    public async Task A_group_alone_lists_its_commands()
    {
        var run = await CliRun.Of("campaign");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith("error: command: got nothing, expected one of run, create,", run.Error);
    }

    private static IEnumerable<string> Leaves()
    {
        var context = CommandContext.ForWriters(TextWriter.Null, TextWriter.Null, TimeProvider.System, default);
        return Walk(new CommandHost(context).Tree, "");

        static IEnumerable<string> Walk(Command command, string path) => command.Subcommands.SelectMany(c =>
            c.Subcommands.Count == 0 ? [$"{path}{c.Name}"] : Walk(c, $"{path}{c.Name} "));
    }
}
