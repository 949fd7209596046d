using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Simulation.Media;

namespace WorldModel.Cli.Tests.MediaMix;

/// <summary>Weekly aggregates in, answers out, on small simulated markets.</summary>
public sealed class MmmCommandTests : IDisposable
{
    private static readonly string[] Columns =
        ["--outcome", "revenue", "--spend", "channel1,channel2,channel3", "--covariates", "promotion"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mix_is_fitted_written_and_asked_again()
    {
        var data = Market(DemandChasing.None);
        var fit = await Mmm("fit", ["--data", data, .. Columns, "--model", "ridge", "--out", _folder.File("a")]);
        Assert.True(fit.Code == ExitCode.Ok, fit.Error);
        Assert.Matches("hold-out, last 26 weeks: ridge [^,]+, last year's weeks", fit.Out);
        var again = await Mmm("fit", ["--data", data, .. Columns, "--model", "ridge", "--out", _folder.File("b")]);
        Assert.Equal(ExitCode.Ok, again.Code);
        var mix = _folder.File("a/mix.json");
        Assert.Equal(File.ReadAllBytes(mix), File.ReadAllBytes(_folder.File("b/mix.json")));

        var report = await Mmm("report", ["--mix", mix, "--out", _folder.File("c")]);
        Assert.Equal(ExitCode.Ok, report.Code);
        Assert.Equal(Channels("a"), Channels("c"));
        Assert.Contains("Response curves", File.ReadAllText(_folder.File("c/report.html")));
        var curves = await Mmm("curves", ["--mix", mix, "--weeks", "26", "--out", _folder.File("d")]);
        Assert.Equal(ExitCode.Ok, curves.Code);
        Assert.Equal(3, Json("d")["curves"]!.AsArray().Count);
        var plan = await Mmm("optimise", ["--mix", mix, "--bound", "channel1=1:1", "--out", _folder.File("e")]);
        Assert.Equal(ExitCode.Ok, plan.Code);
        var first = Json("e")["plan"]!["channels"]![0]!;
        Assert.Equal((double)first["current"]!, (double)first["planned"]!);
        Assert.True((double)Json("e")["plan"]!["gain"]!["value"]! >= 0);
        var page = File.ReadAllText(_folder.File("e/report.html"));
        Assert.DoesNotContain("Response curves", page);
        Assert.Contains("the same money would bring", page);
    }

    [Fact]
    public async Task A_mix_that_was_altered_or_is_none_is_refused()
    {
        var data = Market(DemandChasing.None);
        await Mmm("fit", ["--data", data, .. Columns, "--model", "prior", "--out", _folder.File("a")]);
        var text = File.ReadAllText(_folder.File("a/mix.json"));
        await AssertRefused(text.Replace("\"version\":2", "\"version\":9"), "version 9");
        await AssertRefused("{}", "format");
        await AssertRefused(text[..(text.Length / 2)], "a mix that mmm fit wrote");
        var weights = text.IndexOf("\"weights\":[", StringComparison.Ordinal) + 11;
        await AssertRefused(text.Insert(weights, "1"), "the bytes that mmm fit wrote");

        async Task AssertRefused(string altered, string expected)
        {
            File.WriteAllText(_folder.File("altered.json"), altered);
            var run = await Mmm("report", ["--mix", _folder.File("altered.json"), "--out", _folder.File("x")]);
            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.Contains(expected, run.Error);
        }
    }

    [Fact]
    public async Task A_transformer_is_written_and_asked_again_like_any_mix()
    {
        // The size of the study is not the learner's business: the file is made of a small one.
        var options = new MediaMarketOptions(MediaFamily.Geometric, 2) { Channels = 3, Weeks = 60 };
        var table = MediaMarket.Draw(options).Table;
        var learner = new TransformerLearner(
            new TransformerLearnerOptions
            {
                Markets = 2,
                MarketWeeks = 52,
                Epochs = 1,
                OwnEpochs = 1,
                Draws = 4,
                Evidence = new BayesOptions { Chains = 1, WarmUp = 20, Sweeps = 20 },
                OwnEvidence = new BayesOptions { Chains = 1, WarmUp = 20, Sweeps = 20 },
            },
            (channels, weeks, seed) =>
            {
                var market = MediaMarket.Draw(
                    new MediaMarketOptions(MediaFamily.Geometric, seed) { Channels = channels, Weeks = weeks });
                return new SimulatedMarket(market.Table, market.Truth);
            });
        var priors = MixPriors.Default(table);
        var (mix, held) = (learner.Learn(table, priors, 1), new HoldOut(12, .1, .2));
        File.WriteAllText(_folder.File("mix.json"), MixFile.Write(new MixFit(mix, priors, 1, held, held)));

        var report = await Mmm("report", ["--mix", _folder.File("mix.json"), "--out", _folder.File("r")]);
        Assert.Equal(ExitCode.Ok, report.Code);
        Assert.Equal("transformer", (string?)Json("r")["model"]);
        var answers = new MixAnswers(mix, WeekWindow.Last(table, 52));
        Assert.Equal(
            answers.Channels[1].Contribution.Value, (double)Json("r")["channels"]![1]!["contribution"]!["value"]!);
        Assert.Equal(
            ExitCode.Ok, (await Mmm("curves", ["--mix", _folder.File("mix.json"), "--out", _folder.File("c")])).Code);
        Assert.Equal(3, Json("c")["curves"]!.AsArray().Count);
        var optimise = await Mmm("optimise", ["--mix", _folder.File("mix.json"), "--out", _folder.File("o")]);
        Assert.Equal(optimise.Code == ExitCode.Ok, Json("o")["plan"] is not null);
    }

    [Fact]
    public async Task A_market_whose_spend_chases_unseen_demand_gets_no_plan()
    {
        var run = await Mmm("optimise", [
            "--data", Market(DemandChasing.Unobserved), .. Columns, "--model", "ridge", "--out", _folder.File("a")]);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("status: refused", run.Out);
        Assert.Null(Json("a")["plan"]);
        Assert.Equal("refused", (string?)Json("a")["status"]);
    }

    [Theory]
    [InlineData("--prior", "radio=1:1", "radio")]
    [InlineData("--prior", "channel1=1", "CHANNEL=MU:SIGMA")]
    [InlineData("--prior", "channel1=1:0", "a deviation above 0")]
    [InlineData("--lift", "channel1=1:2:0", "CHANNEL=EFFECT:ERROR:SPEND")]
    [InlineData("--covariates", "weather", "column weather")]
    public async Task Bad_input_is_named(string option, string value, string expected)
    {
        var run = await Mmm("fit", [
            "--data", Market(DemandChasing.None), "--outcome", "revenue", "--spend", "channel1,channel2", option, value,
            "--out", _folder.File("a")]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("", "--mix")]
    [InlineData("--mix mix.json --prior channel1=1:1", "--prior")]
    [InlineData("--mix mix.json --model ridge", "--model")]
    [InlineData("--mix mix.json --seed 2", "--seed")]
    [InlineData("--mix mix.json --data weekly.csv", "--data")]
    [InlineData("--mix mix.json --bound channel1=2:3", "--bound")]
    [InlineData("--mix mix.json --bound channel1=1", "--bound")]
    [InlineData("--mix mix.json --bound radio=1:1", "--bound")]
    [InlineData("--mix mix.json --bound channel1=1:1 --bound channel1=.5:1", "--bound")]
    [InlineData("--mix mix.json --bound channel1=0:101", "--bound")]
    public async Task What_does_not_go_with_a_mix_is_named_and_not_passed_over(string options, string field)
    {
        var table = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, 2) { Channels = 2, Weeks = 60 }).Table;
        Market(DemandChasing.None);
        var priors = MixPriors.Default(table);
        var mix = new BayesLearner(new BayesOptions { PriorOnly = true, Draws = 3 }).Learn(table, priors, 1);
        var held = new HoldOut(12, .1, .2);
        File.WriteAllText(_folder.File("mix.json"), MixFile.Write(new MixFit(mix, priors, 1, held, held)));
        string[] arguments =
        [
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Contains(".json") || word.Contains(".csv") ? _folder.File(word) : word),
        ];
        var run = await Mmm("optimise", [.. arguments, "--out", _folder.File("none")]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(field, run.Error);
        Assert.DoesNotContain("status", run.Out);
        Assert.False(Directory.Exists(_folder.File("none")));
    }

    [Fact]
    public async Task Moves_of_money_and_short_windows_say_what_they_are()
    {
        await Mmm("fit", ["--data", Market(DemandChasing.None), .. Columns, "--model", "prior", "--out",
            _folder.File("a")]);
        string[] mix = ["--mix", _folder.File("a/mix.json"), "--out", _folder.File("b"), "--weeks", "4"];
        var run = await Mmm("report", [.. mix, "--shift", "channel1:channel2=0.01", "--shift", "channel2:channel1=0"]);
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains("0.0100 from channel1 to channel2: ", run.Out);
        var shifts = Json("b")["shifts"]!.AsArray();
        Assert.Equal(("channel1", "channel2"), ((string?)shifts[0]!["from"], (string?)shifts[0]!["to"]));
        Assert.NotEqual(0, (double)shifts[0]!["gain"]!["value"]!);
        Assert.Equal(0, (double)shifts[1]!["gain"]!["value"]!);
        Assert.Contains("Money moved", File.ReadAllText(_folder.File("b/report.html")));
        Assert.Contains(Json("b")["reasons"]!.AsArray(), reason => (string?)reason!["code"] == "short-window");
        string[] bad = ["channel1=1", "channel1:radio=1", "channel1:channel1=1", "channel1:channel2=-1"];
        foreach (var shift in bad)
        {
            var refused = await Mmm("report", [.. mix, "--shift", shift]);
            Assert.Equal((ExitCode.BadInput, shift), (refused.Code, shift));
        }
    }

    [Fact]
    public async Task A_channel_that_always_spent_the_same_keeps_its_money()
    {
        var market = MediaMarket.Draw(new MediaMarketOptions(MediaFamily.Geometric, 2) { Channels = 3, Weeks = 130 });
        var steady = .1 * market.Table.TotalSpend(0) / market.Table.Weeks;
        using (var text = new StreamWriter(_folder.File("weekly.csv")))
        {
            double[] spend = [.. market.Table.Spend.Select((spend, i) => i % 3 == 2 ? steady : spend)];
            MediaMarketFile.Write(market.Table.WithSpend(spend), text);
        }

        var run = await Mmm("optimise", [
            "--data", _folder.File("weekly.csv"), .. Columns, "--model", "ridge", "--bound", "channel3=0:3", "--out",
            _folder.File("a")]);
        Assert.True(run.Code == ExitCode.Ok, run.Out + run.Error);
        var held = Json("a")["plan"]!["channels"]![2]!;
        Assert.Equal((double)held["current"]!, (double)held["planned"]!);
        Assert.Equal((double)held["low"]!, (double)held["high"]!);
        Assert.NotEqual(
            (double)Json("a")["plan"]!["channels"]![0]!["current"]!,
            (double)Json("a")["plan"]!["channels"]![0]!["planned"]!);
    }

    [Fact]
    public async Task A_prior_is_heard()
    {
        var run = await Mmm("fit", [
            "--data", Market(DemandChasing.None), .. Columns, "--model", "prior", "--prior", "channel2=7:.1", "--out",
            _folder.File("a")]);
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.InRange((double)Json("a")["channels"]![1]!["roi"]!["value"]!, 6, 8);
    }

    [Fact]
    public async Task Learners_are_compared_in_markets_with_a_truth()
    {
        var run = await CliRun.Of(
            "reproduce", "media-mix", "--markets", "2", "--weeks", "80", "--learners", "ridge,prior", "--out",
            _folder.File("study"));
        Assert.Equal(ExitCode.Ok, run.Code);
        var study = Json("study");
        Assert.Equal(9, study["scores"]!.AsArray().Count);
        Assert.True((bool)study["learners"]![0]!["refusesConfounded"]!);
        Assert.Contains("| ridge |", File.ReadAllText(_folder.File("study/tables.md")));
    }

    private string Channels(string folder) => Json(folder)["channels"]!.ToJsonString();

    private JsonNode Json(string folder) => JsonNode.Parse(File.ReadAllText(_folder.File(folder + "/results.json")))!;

    private static Task<CliRun> Mmm(string command, string[] arguments) => CliRun.Of(["mmm", command, .. arguments]);

    private string Market(DemandChasing chasing)
    {
        var market = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, 2) { Channels = 3, Weeks = 130, Chasing = chasing });
        var path = _folder.File("weekly.csv");
        using var text = new StreamWriter(path);
        MediaMarketFile.Write(market.Table, text);
        return path;
    }
}
