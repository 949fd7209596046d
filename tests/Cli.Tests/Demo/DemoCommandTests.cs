using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Demo;

public sealed class DemoCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>End to end on few consumers: a real silo, real HTTP, every phase.</summary>
    [Fact]
    public async Task A_small_demo_runs_from_simulation_to_report()
    {
        var run = await CliRun.Of("demo", "--seed", "3", "--consumers", "64", "--days", "90", "--out", _folder.Path);
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        var result = JsonNode.Parse(File.ReadAllText(_folder.File("results.json")))!.AsObject();
        Assert.InRange(result["spend"]!.GetValue<double>(), 0.01, 64 * 0.0225);
        Assert.Equal(64 * 30, result["events"]!["predictions"]!.GetValue<int>());
        Assert.Equal(0, result["events"]!["refused"]!.GetValue<int>());
        Assert.InRange(result["dualGap"]!.GetValue<double>(), 0, result["largestValue"]!.GetValue<double>());
        Assert.Equal(12, result["rules"]!.AsArray().Count);
        Assert.Contains(result["verdict"]!.GetValue<string>(), run.Out);
        var page = File.ReadAllText(_folder.File("report.html"));
        Assert.Contains(result["modelHash"]!.GetValue<string>(), page);
        Assert.DoesNotContain("NaN", page);
        Assert.True(File.Exists(_folder.File("model.wmdl")));
    }

    [Theory]
    [InlineData("--days", "59")]
    [InlineData("--consumers", "1")]
    [InlineData("--seed", "-1")]
    public async Task Too_small_a_world_is_bad_input(string option, string value)
    {
        var run = await CliRun.Of("demo", option, value, "--out", _folder.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"{option}: got {value}, expected", run.Error);
    }
}
