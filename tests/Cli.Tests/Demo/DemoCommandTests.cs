using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Demo;

public sealed class DemoCommandTests(SmallDemo demo) : IClassFixture<SmallDemo>
{
    /// <summary>End to end on few consumers: a real silo, real HTTP, every phase.</summary>
    [Fact]
    public void A_small_demo_runs_from_simulation_to_report()
    {
        var run = demo.Run;
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        var result = JsonNode.Parse(File.ReadAllText(demo.Folder.File("results.json")))!.AsObject();
        Assert.InRange(result["spend"]!.GetValue<double>(), 0.01, 64 * 0.0225);
        Assert.Equal(64 * 30, result["events"]!["predictions"]!.GetValue<int>());
        Assert.Equal(0, result["events"]!["refused"]!.GetValue<int>());
        Assert.InRange(result["dualGap"]!.GetValue<double>(), 0, result["largestValue"]!.GetValue<double>());
        Assert.Equal(12, result["rules"]!.AsArray().Count);
        Assert.Contains(result["verdict"]!.GetValue<string>(), run.Out);
        var page = File.ReadAllText(demo.Folder.File("report.html"));
        Assert.Contains(result["modelHash"]!.GetValue<string>(), page);
        Assert.DoesNotContain("NaN", page);
        Assert.True(File.Exists(demo.Folder.File("model.wmdl")));
    }

    [Theory]
    [InlineData("--days", "59")]
    [InlineData("--consumers", "1")]
    [InlineData("--seed", "-1")]
    public async Task Too_small_a_world_is_bad_input(string option, string value)
    {
        var run = await CliRun.Of("demo", option, value, "--out", demo.Folder.File("refused"));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"{option}: got {value}, expected", run.Error);
    }

    [Fact]
    public async Task Every_decision_of_the_demo_is_made_again_from_the_folder_it_leaves()
    {
        var json = demo.Folder.File("why-all.json");
        var run = await CliRun.Of("why", "--all", "--data", demo.Silo, "--json", json);
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains("64 made again with the same bytes", run.Out);
        var result = JsonNode.Parse(File.ReadAllText(json))!.AsObject();
        Assert.Equal(
            [
                "decisions", "scans", "reproduced", "different", "differences", "unknown", "states", "olderStates",
                "damage", "shards",
            ],
            result.Select(pair => pair.Key));
        Assert.Equal((64, 64, 0), ((int)result["decisions"]!, (int)result["reproduced"]!, (int)result["different"]!));
    }

    [Fact]
    public async Task The_demos_ledger_is_exported_and_each_of_its_decisions_can_be_asked_why()
    {
        var (csv, ndjson) = (demo.Folder.File("ledger.csv"), demo.Folder.File("ledger.ndjson"));
        var run = await CliRun.Of("ledger", "export", "--data", demo.Silo, "--csv", csv, "--ndjson", ndjson);
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.StartsWith("kind,decisionId,campaign,shard,sequence,source,consumer,day,", File.ReadLines(csv).First());
        var lines = File.ReadLines(ndjson).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal((64, 65), (lines.Count, File.ReadLines(csv).Count()));
        var treated = lines.First(line => (string)line["treatment"]! != "none");
        var why = await CliRun.Of("why", (string)treated["decisionId"]!, "--data", demo.Silo);
        Assert.True(why.Code == ExitCode.Ok, why.Error);
        Assert.Contains($"{treated["treatment"]} for {treated["consumer"]} on", why.Out);
        Assert.Contains("made again from the journal: the same bytes", why.Out);
        Assert.Contains("at a price of", why.Out);
        var none = await CliRun.Of("ledger", "export", "--data", demo.Silo, "--campaign", "other", "--csv", csv);
        Assert.Equal((ExitCode.BadInput, 65), (none.Code, File.ReadLines(csv).Count()));
        Assert.Contains("--campaign", none.Error);
        Assert.Contains($"one of {lines[0]["campaign"]}", none.Error);
    }

    [Theory]
    [InlineData("the id of a decision, or --all", "--data", "silo")]
    [InlineData("a decision that the kept journal tells of", "0123456789abcdef0123456789abcdef", "--data", "silo")]
    [InlineData("DECISION: got ffff, expected", "ffff", "--data", "silo")]
    [InlineData("--data: got nowhere, expected", "0123456789abcdef0123456789abcdef", "--data", "nowhere")]
    public async Task A_question_that_cannot_be_answered_says_what_is_wrong(string expected, params string[] arguments)
    {
        var run = await CliRun.Of(["why", .. arguments.Select(a => a is "silo" ? demo.Silo : a)]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
    }
}
