using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WorldModel.Cli.Terminal;
using WorldModel.Models;

namespace WorldModel.Cli.Tests.Serving;

/// <summary>A silo served from the command line, fed by replay, and a campaign run in it: all over real HTTP.</summary>
public sealed partial class ServeReplayCampaignTests(TrainedModels models) : IClassFixture<TrainedModels>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_go_in_decisions_come_out_and_the_silo_stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        var listening = new AwaitedLine("listening on ");
        var context = CommandContext.ForWriters(listening, TextWriter.Null, TimeProvider.System, stop.Token);
        var serving = new CommandHost(context).Run(
            ["serve", "--data", _folder.File("silo"), "--schema", Checkout.File("examples/purchase-world.schema.json"),
            "--model", models.EventModel, "--port", "0", "--clock", "stream", "--shards", "4"]);
        var url = Address().Match(await listening.Line).Value;

        var first = await Replay(url);
        Assert.Contains("0 refused", first.Out);
        var again = await Replay(url);
        Assert.Contains("0 applied", again.Out);

        var decisions = _folder.File("decisions.csv");
        var campaign = await CliRun.Of("campaign", "run", "--file", Checkout.File("examples/purchase-campaign.json"),
            "--url", url, "--decisions", decisions, "--json", _folder.File("campaign.json"));
        Assert.True(campaign.Code == ExitCode.Ok, campaign.Error);
        Assert.Equal(1 + TrainedModels.PanelConsumers, File.ReadLines(decisions).Count());
        var report = JsonNode.Parse(File.ReadAllText(_folder.File("campaign.json")))!["campaign"]!;
        Assert.Equal("decided", report["stage"]!.GetValue<string>());
        Assert.True(report["spend"]!.GetValue<double>() <= report["budget"]!.GetValue<double>());

        var measured = await CliRun.Of("campaign", "report", "--id", "purchase-day-after", "--url", url,
            "--out", _folder.File("report.html"), "--json", _folder.File("report.json"));
        Assert.True(measured.Code == ExitCode.Ok, measured.Error);
        // The example holds nobody out and explores nothing.
        Assert.Contains("There is no lift to report", measured.Out);
        Assert.Contains("had no chance of it", measured.Out);
        Assert.Contains("Claimed and delivered by day", File.ReadAllText(_folder.File("report.html")));
        Assert.NotNull(JsonNode.Parse(File.ReadAllText(_folder.File("report.json")))!["measured"]!["ratio"]);

        var unknown = await CliRun.Of("campaign", "report", "--id", "nowhere", "--url", url);
        Assert.Equal(ExitCode.BadInput, unknown.Code);
        Assert.Contains("nowhere", unknown.Error);

        await Pools(url);
        await Rounds(url);
        await Models(url);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await serving);
    }

    /// <summary>A second model: registered, in the shadow, promoted, rolled back.</summary>
    private async Task Models(string url)
    {
        var first = ModelFile.Read(models.EventModel);
        var second = new FrozenModel(first.Schema, first.Machine, first.MeanField.Sweeps + 1, first.Heads,
            first.Overlap, first.Plausibility, first.Record);
        ModelFile.Write(second, _folder.File("second.wmdl"));
        var registered = await Ok("register", "--file", _folder.File("second.wmdl"));
        Assert.Contains($"live      {first.Hash}", registered);
        Assert.Contains($"candidate {second.Hash}", registered);
        Assert.Contains($"shadow    {second.Hash}", await Ok("shadow", "--model", second.Hash));
        Assert.Contains($"shadow    {second.Hash}", await Ok("list"));
        Assert.Contains("no decision was made beside the live model yet", await Ok("shadow", "--end"));
        Assert.Contains($"live      {second.Hash}", await Ok("promote", "--model", second.Hash));
        Assert.Contains($"live      {first.Hash}", await Ok("rollback"));
        File.WriteAllText(_folder.File("text.wmdl"), new string('x', 200));
        var text = await CliRun.Of("model", "register", "--file", _folder.File("text.wmdl"), "--url", url);
        Assert.Equal(ExitCode.BadInput, text.Code);
        Assert.Contains("--file", text.Error);
        Assert.Contains("text.wmdl: not a model file", text.Error.ReplaceLineEndings(" "));
        var unknown = await CliRun.Of("model", "promote", "--model", "0000", "--url", url);
        Assert.Equal(ExitCode.BadInput, unknown.Code);

        async Task<string> Ok(params string[] arguments)
        {
            var run = await CliRun.Of(["model", .. arguments, "--url", url]);
            Assert.True(run.Code == ExitCode.Ok, run.Error);
            return run.Out;
        }
    }

    /// <summary>A pool from its making to its stop.</summary>
    private static async Task Pools(string url)
    {
        var made = await CliRun.Of(
            "pool", "set", "--pool", "later", "--budget", "12.5", "--pace", "2", "--per", "hour", "--url", url);
        Assert.True(made.Code == ExitCode.Ok, made.Error);
        Assert.Contains("at most 2.00 per hour; 2.00 may be granted now", made.Out);
        Assert.Contains("stopped", (await CliRun.Of("pool", "stop", "--pool", "later", "--url", url)).Out);
        Assert.Contains("open", (await CliRun.Of("pool", "resume", "--pool", "later", "--url", url)).Out);
        var shown = await CliRun.Of("pool", "show", "--url", url);
        Assert.Contains("12.50 left of 12.50", shown.Out);

        var unknown = await CliRun.Of("pool", "stop", "--pool", "nowhere", "--url", url);
        Assert.Equal(ExitCode.BadInput, unknown.Code);
        Assert.Contains("nowhere", unknown.Error);
        var negative = await CliRun.Of("pool", "set", "--pool", "later", "--budget", "-1", "--url", url);
        Assert.Equal(ExitCode.BadInput, negative.Code);
        Assert.Contains("--budget", negative.Error);
    }

    /// <summary>A campaign for those on a list, over two days, to its end.</summary>
    private async Task Rounds(string url)
    {
        var spec = JsonNode.Parse(File.ReadAllText(Checkout.File("examples/spring.campaign.json")))!;
        foreach (var dates in (string[])["from", "until"]) spec.AsObject().Remove(dates);
        spec["audienceList"] = true;
        var (file, members) = (_folder.File("listed.json"), _folder.File("members.csv"));
        await File.WriteAllTextAsync(file, spec.ToJsonString());
        await File.WriteAllTextAsync(members, "consumer\nc1\nc2\nc3\n\"\"\n");
        await Ok("create", "--file", file);
        Assert.Contains("3 changed the list", await Ok("audience", "--id", "spring", "--file", members));
        Assert.Contains("0 changed", await Ok("audience", "--id", "spring", "--file", members));
        var first = await Ok("estimate", "--id", "spring");
        Assert.Contains("estimated", first);
        Assert.Contains("3 consumers", first);
        await Ok("decide", "--id", "spring");
        Assert.Contains("3 changed", await Ok("audience", "--id", "spring", "--file", members, "--remove"));
        var day = Day().Match(first).Value;
        var next = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(1);
        var second = await Ok("estimate", "--id", "spring", "--day", $"{next:yyyy-MM-dd}");
        Assert.Contains($"{next:yyyy-MM-dd} (round 2), 0 consumers", second);
        Assert.Contains("closed", await Ok("close", "--id", "spring"));
        var late = await CliRun.Of("campaign", "estimate", "--id", "spring", "--url", url);
        Assert.Equal(ExitCode.BadInput, late.Code);
        Assert.Contains("not closed", late.Error);

        async Task<string> Ok(params string[] arguments)
        {
            var run = await CliRun.Of(["campaign", .. arguments, "--url", url]);
            Assert.True(run.Code == ExitCode.Ok, run.Error);
            return run.Out;
        }
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d")]
    private static partial Regex Day();

    [Fact]
    public async Task A_silo_that_is_not_there_is_a_failure_with_a_hint()
    {
        var run = await CliRun.Of("campaign", "list", "--url", "http://127.0.0.1:9");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("worldmodel serve", run.Error);
    }

    [Fact]
    public async Task A_schema_that_the_model_was_not_trained_on_is_bad_input()
    {
        var run = await CliRun.Of("serve", "--data", _folder.File("silo"), "--schema",
            Checkout.File("examples/hillstrom.schema.json"), "--model", models.EventModel, "--port", "0");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("schema", run.Error);
    }

    private Task<CliRun> Replay(string url) => CliRun.Of("replay", "--events", models.Events, "--url", url);

    [GeneratedRegex(@"http://[^,\s]+")]
    private static partial Regex Address();

    /// <summary>A writer that tells when a line with some words has been written.</summary>
    private sealed class AwaitedLine(string words) : TextWriter
    {
        private readonly TaskCompletionSource<string> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StringBuilder _text = new();

        public Task<string> Line => _found.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            _text.Append(value);
            if (value == '\n' && _text.ToString() is var text && text.Contains(words, StringComparison.Ordinal))
                _found.TrySetResult(text);
        }
    }
}
