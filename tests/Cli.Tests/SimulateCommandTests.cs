using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_writes_panel_consumers_truth_and_events()
    {
        var run = await Simulate("5");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal("consumer,day,sale1,sale2,campaign,coupon,push,visit,purchase", First("panel.csv"));
        Assert.Equal("consumer,store,age,income,loyalty", First("consumers.csv"));
        Assert.Equal("consumer,alpha,gamma,beta", First("truth.csv"));
        Assert.StartsWith("{", First("events.ndjson"));
        Assert.Equal(1 + (20 * 10), File.ReadLines(_folder.File("panel.csv")).Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_files()
    {
        await Simulate("5");
        var first = File.ReadAllText(_folder.File("panel.csv"));
        await Simulate("5");
        Assert.Equal(first, File.ReadAllText(_folder.File("panel.csv")));
        await Simulate("6");
        Assert.NotEqual(first, File.ReadAllText(_folder.File("panel.csv")));
    }

    [Fact]
    public async Task The_result_has_the_keys_that_scripts_rely_on()
    {
        await Simulate("5");
        var result = JsonNode.Parse(File.ReadAllText(_folder.File("result.json")))!.AsObject();
        Assert.Equal(
            ["world", "seed", "consumers", "days", "visits", "purchases", "coupons", "pushes", "folder"],
            result.Select(p => p.Key));
    }

    [Fact]
    public async Task A_panel_larger_than_can_be_held_is_bad_input()
    {
        var run = await CliRun.Of("simulate", "--consumers", "1000000", "--days", "3650", "--out", _folder.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("--days", run.Error);
    }

    private Task<CliRun> Simulate(string seed) => CliRun.Of(
        "simulate", "--seed", seed, "--consumers", "20", "--days", "10", "--out", _folder.Path,
        "--json", _folder.File("result.json"));

    private string First(string name) => File.ReadLines(_folder.File(name)).First();
}
