using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class AllocateCommandTests : IDisposable
{
    private const string Header = "consumer,treatment,value,cost\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_buys_the_best_options_that_the_budget_pays_for()
    {
        var run = await Allocate(Header + "a,push,3,1\nb,push,2,1\nc,push,1,1\n", "2");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(["consumer,treatment,value,cost", "a,push,3,1", "b,push,2,1"], Lines("decisions.csv"));
        Assert.Equal("budget,value,shadowPrice", Lines("frontier.csv")[0]);
        var summary = Summary();
        Assert.Equal(5, summary["value"]!.GetValue<double>());
        Assert.Equal(2, summary["spend"]!.GetValue<decimal>());
        Assert.Equal(0, summary["gap"]!.GetValue<double>(), 9);
    }

    [Fact]
    public async Task The_summary_has_the_keys_that_scripts_rely_on()
    {
        await Allocate(Header + "a,push,3,1\n", "2");
        Assert.Equal(
            [
                "value", "spend", "dual", "gap", "shadowPrice", "seconds", "budget", "consumers", "treated",
                "largestOption", "rows",
            ],
            Summary().Select(p => p.Key));
    }

    [Fact]
    public async Task A_consumer_for_whom_nothing_pays_gets_nothing_at_no_cost()
    {
        await Allocate(Header + "a,push,-3,1\nb,push,0,1\n", "5");
        Assert.Single(Lines("decisions.csv"));
        Assert.Equal(0, Summary()["spend"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_bad_row_in_the_middle_is_named_and_the_others_count()
    {
        var run = await Allocate(Header + "a,push,3,1\nb,push,NaN,1\nc,push,1,-1\nd,push,2,1\nd,push,2,1\n", "9");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("line 3: value", run.Error);
        Assert.Contains("line 4: cost", run.Error);
        Assert.Contains("line 6: treatment", run.Error);
        Assert.Equal(3, Summary()["rows"]!["refused"]!.GetValue<int>());
        Assert.Equal(3, Lines("decisions.csv").Length);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("consumer,treatment,value,cost\n", "rows below the header")]
    [InlineData("consumer,treatment,value\na,push,3\n", "cost")]
    [InlineData("consumer,treatment,value,cost\na,push,x,1\n", "at least one good row")]
    public async Task An_empty_file_or_a_missing_column_is_bad_input(string text, string expected)
    {
        var run = await Allocate(text, "2");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Contains("expected", run.Error);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    public async Task A_budget_that_is_no_amount_is_bad_input(string budget)
    {
        var run = await Allocate(Header + "a,push,3,1\n", budget);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"--budget: got {budget}, expected", run.Error);
    }

    private Task<CliRun> Allocate(string uplifts, string budget) => CliRun.Of(
        "allocate", "--input", _folder.Write("uplifts.csv", uplifts), "--budget", budget, "--out", _folder.Path,
        "--json", _folder.File("summary.json"));

    private string[] Lines(string name) => File.ReadAllLines(_folder.File(name));

    private JsonObject Summary() => JsonNode.Parse(File.ReadAllText(_folder.File("summary.json")))!.AsObject();
}
