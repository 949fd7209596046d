using System.Net;
using System.Text;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Mixes;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Tests.Api;

/// <summary>Media mixes over HTTP: the figures of the mix itself, and budgets of pools from its plan.</summary>
public sealed class MixTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_mix_comes_in_is_asked_and_goes()
    {
        var fit = SmallMixes.Ridge();
        var info = await silo.Client.PutMixAsync("national", SmallMixes.File(fit));
        Assert.Equal(("national", "ridge", 110), (info.Mix, info.Model, info.Weeks));
        Assert.Equal(MixFile.Write(fit)[^66..^2], info.Hash);
        Assert.Contains((await silo.Client.MixesAsync()).Mixes, mix => mix.Hash == info.Hash);
        Assert.Equal(info.Status, (await silo.Client.MixAsync("national")).Status);

        var window = WeekWindow.Last(fit.Mix.Fitted, 26);
        var answers = new MixAnswers(fit.Mix, window);
        var report = await silo.Client.MixReportAsync("national", new() { Weeks = 26 });
        Assert.Equal(fit.Mix.Fitted.Week(84), report.From);
        Assert.Equal(fit.Mix.Fitted.Week(109), report.To);
        Assert.Equal(answers.Expected.Value, report.Expected.Value);
        Assert.Equal(answers.Interaction.Value, report.Interaction.Value);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(answers.Channels[i].Contribution.High, report.Channels[i].Contribution.High);
            Assert.Equal(answers.Channels[i].MarginalRoi?.Value, report.Channels[i].MarginalRoi?.Value);
        }

        var curves = await silo.Client.MixCurvesAsync("national", new() { Weeks = 26, Multiples = [0, 1.5] });
        var point = curves.Curves[1].Points[1];
        Assert.Equal(answers.Curve(1, 1.5).Points[0].Outcome.Value, point.Outcome.Value);
        Assert.Null(curves.Curves[1].Points[0].Roi);
        Assert.Equal(9, (await silo.Client.MixCurvesAsync("national")).Curves[0].Points.Length);

        Assert.True((await silo.Client.RemoveMixAsync("national")).Existed);
        Assert.False((await silo.Client.RemoveMixAsync("national")).Existed);
        var gone = await Assert.ThrowsAsync<WorldModelApiException>(() => silo.Client.MixReportAsync("national"));
        Assert.Equal((404, "unknown-mix"), (gone.Problem.Status, gone.Problem.Code));
    }

    [Fact]
    public async Task A_mix_of_transformers_is_served_with_its_own_bits_and_replaces_another()
    {
        await silo.Client.PutMixAsync("later", SmallMixes.File(SmallMixes.Ridge()));
        var fit = SmallMixes.Transformer();
        Assert.Equal("transformer", (await silo.Client.PutMixAsync("later", SmallMixes.File(fit))).Model);
        var answers = new MixAnswers(fit.Mix, WeekWindow.Last(fit.Mix.Fitted, 52));
        var report = await silo.Client.MixReportAsync("later");
        Assert.Equal("transformer", report.Model);
        Assert.Equal(answers.Channels[2].Contribution.Value, report.Channels[2].Contribution.Value);
    }

    [Fact]
    public async Task Pools_get_what_a_plan_has_for_their_channels_and_campaigns_spend_it()
    {
        var fit = SmallMixes.Ridge();
        await silo.Client.PutMixAsync("budgets", SmallMixes.File(fit));
        var window = WeekWindow.Last(fit.Mix.Fitted, 52);
        var expected = BudgetOptimiser.Optimise(
            fit.Mix, window, BudgetBounds.Around(fit.Mix.Fitted, window, .7, 1.3));
        var question = new MixPlanQuestion { Least = .7, Most = 1.3 };
        var plan = (await silo.Client.MixPlanAsync("budgets", question)).Plan!;
        Assert.Equal(expected.Planned, plan.Channels.Select(channel => channel.Planned));
        Assert.Equal(expected.Gain.Value, plan.Gain.Value);
        Assert.Equal(
            plan.Channels.Sum(channel => channel.Current), plan.Channels.Sum(channel => channel.Planned), 1e-3);

        var request = new MixPoolsRequest
        {
            Plan = question,
            Pools = [new("channel1", "mix-one", .25), new("channel3", "mix-three")],
        };
        var made = await silo.Client.SetPoolsAsync("budgets", request);
        Assert.Equal(Math.Floor(plan.Channels[0].Planned * .25 * 1e6) / 1e6, made.Pools[0].Budget);
        Assert.Equal(Math.Floor(plan.Channels[2].Planned * 1e6) / 1e6, made.Pools[1].Budget);
        Assert.Equal(
            made.Pools.Select(pool => pool.Budget),
            (await silo.Client.SetPoolsAsync("budgets", request)).Pools.Select(pool => pool.Budget));

        var campaign = CampaignFlow.Campaign("from-mix") with { BudgetPerConsumer = null, Pool = "mix-one" };
        await silo.Client.CreateCampaignAsync(campaign);
        await silo.Client.DecideCampaignAsync("from-mix");
        var decided = await silo.Client.WaitAsync("from-mix", "decided");
        Assert.InRange(decided.Spend, .01, made.Pools[0].Budget);
        Assert.Equal(decided.Spend, (await silo.Client.PoolAsync("mix-one")).Committed, 1e-6);
    }

    [Fact]
    public async Task No_pool_is_changed_where_one_of_them_has_given_more_away()
    {
        await silo.Client.PutMixAsync("tight", SmallMixes.File(SmallMixes.Ridge()));
        await silo.Client.SetPoolAsync("tight-spent", new() { Budget = 1e9 });
        await silo.Silo.Grains.Allocator("tight-spent").Reserve(new ReserveRequest("elsewhere", 999_000_000_000_000));
        await silo.Client.SetPoolAsync("tight-free", new() { Budget = 7 });
        var refused = await Assert.ThrowsAsync<WorldModelApiException>(() => silo.Client.SetPoolsAsync("tight", new()
        {
            Pools = [new("channel1", "tight-free"), new("channel2", "tight-spent")],
        }));
        Assert.Equal((422, "pools[1].share"), (refused.Problem.Status, refused.Problem.Field));
        Assert.Contains("999000000", refused.Problem.Expected);
        Assert.Equal(7, (await silo.Client.PoolAsync("tight-free")).Budget);
    }

    [Fact]
    public async Task A_mix_that_is_refused_gives_no_plan_and_no_pools()
    {
        var fit = SmallMixes.Chased();
        Assert.Equal("refused", (await silo.Client.PutMixAsync("chased", SmallMixes.File(fit))).Status);
        var plan = await silo.Client.MixPlanAsync("chased");
        Assert.Equal("refused", plan.Status);
        Assert.Null(plan.Plan);
        Assert.NotEmpty(plan.Reasons);
        var refused = await Assert.ThrowsAsync<WorldModelApiException>(
            () => silo.Client.SetPoolsAsync("chased", new() { Pools = [new("channel1", "never-made")] }));
        Assert.Equal((409, "mix-refused"), (refused.Problem.Status, refused.Problem.Code));
        Assert.Equal(plan.Reasons[0].Sentence, refused.Problem.Detail);
        await Assert.ThrowsAsync<WorldModelApiException>(() => silo.Client.PoolAsync("never-made"));
    }

    [Fact]
    public async Task A_channel_that_is_refused_keeps_its_money_and_few_weeks_are_said_to_be_few()
    {
        var info = await silo.Client.PutMixAsync("steady", SmallMixes.File(SmallMixes.Steady()));
        Assert.Equal("caution", info.Status);
        var plan = await silo.Client.MixPlanAsync(
            "steady", new() { Weeks = 12, Bounds = [new("channel3", 0, 3)] });
        var held = plan.Plan!.Channels[2];
        Assert.Equal((held.Current, held.Current, held.Current), (held.Planned, held.Low, held.High));
        Assert.True(plan.Plan.Gain.Value > 0);
        Assert.Contains(plan.Reasons, reason => reason.Code == "short-window");
        Assert.Contains(
            (await silo.Client.MixReportAsync("steady", new() { Weeks = 12 })).Reasons,
            reason => reason.Code == "short-window");
        Assert.DoesNotContain(
            (await silo.Client.MixCurvesAsync("steady")).Reasons, reason => reason.Code == "short-window");
    }

    [Theory]
    [InlineData("report", """{"weeks":-1}""", "weeks", "-1", "a number of weeks, or 0 for all")]
    [InlineData("report", """{"week":1}""", "week", "1", "a known field")]
    [InlineData("report", """{"weeks":1.5}""", "weeks", "1.5", "a whole number")]
    [InlineData("curves", """{"multiples":[1,-2]}""", "multiples[1]", "-2", "a number from 0 to 10")]
    [InlineData("curves", """{"multiples":[]}""", "multiples", "0", "1 to 50 numbers")]
    [InlineData("optimise", """{"least":1.1}""", "least", "1.1", "a multiple from 0 to 1")]
    [InlineData("optimise", """{"most":0.9}""", "most", "0.9", "a multiple from 1 to 100")]
    [InlineData("optimise", """{"bounds":[{"channel":"radio","least":1,"most":1}]}""", "bounds[0].channel", "radio",
        "one of channel1, channel2, channel3")]
    [InlineData("optimise", """{"bounds":[{"channel":"channel1","least":1,"most":.5}]}""", "", null, "")]
    [InlineData("optimise", """{"bounds":[{"channel":"channel1","least":1,"most":0.5}]}""", "bounds[0].most", "0.5",
        "a multiple from 1 to 100")]
    [InlineData("pools", """{"pools":[]}""", "pools", "0", "1 to 100 pools")]
    [InlineData("pools", """{}""", "pools", null, "a value")]
    [InlineData("pools", """{"pools":[{"channel":"channel1","pool":"a b"}]}""", "pools[0].pool", "a b", "")]
    [InlineData("pools", """{"pools":[{"channel":"radio","pool":"p"}]}""", "pools[0].channel", "radio",
        "one of channel1, channel2, channel3")]
    [InlineData("pools", """{"pools":[{"channel":"channel1","pool":"p","share":0}]}""", "pools[0].share", "0", "")]
    [InlineData("pools",
        """{"pools":[{"channel":"channel1","pool":"p","share":0.7},{"channel":"channel1","pool":"q","share":0.4}]}""",
        "pools[1].share", "0.4", "above 0, and at most 0.3")]
    [InlineData("pools", """{"pools":[{"channel":"channel1","pool":"p"},{"channel":"channel2","pool":"p"}]}""",
        "pools[1].pool", "p", "each pool once")]
    [InlineData("pools", """{"pools":[{"channel":"channel1","pool":"p"}],"plan":{"most":0}}""", "plan.most", "0", "")]
    public async Task A_bad_question_is_named(string path, string body, string field, string? value, string expected)
    {
        await silo.Client.PutMixAsync("asked", SmallMixes.File(SmallMixes.Ridge()));
        var status = field.Length == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity;
        var problem = await silo.Refused(status, $"v1/mixes/asked/{path}", body);
        if (field.Length == 0) return;
        Assert.Equal((field, value), (problem.Field, problem.Value));
        Assert.StartsWith(expected, problem.Expected);
    }

    [Fact]
    public async Task What_is_no_whole_mix_is_refused_and_the_one_that_is_there_stays()
    {
        var whole = MixFile.Write(SmallMixes.Ridge());
        await Put("kept", whole);
        foreach (var (bad, expected) in new[]
        {
            ("", "a mix that mmm fit wrote"), ("{}", "version 2"), (whole[..^9], "a mix that mmm fit wrote"),
            (whole.Replace("\"weeks\":110", "\"weeks\":111"), "copy the file again"),
        })
        {
            var refused = await Assert.ThrowsAsync<WorldModelApiException>(() => Put("kept", bad));
            Assert.Equal((422, "body"), (refused.Problem.Status, refused.Problem.Field));
            Assert.Contains(expected, refused.Problem.Expected);
        }

        var name = await Assert.ThrowsAsync<WorldModelApiException>(() => Put("a/b", whole));
        Assert.Equal("mix", name.Problem.Field);
        var cased = await Assert.ThrowsAsync<WorldModelApiException>(() => Put("KEPT", whole));
        Assert.Contains("kept", cased.Problem.Expected);
        Assert.Equal(whole[^66..^2], (await silo.Client.MixAsync("kept")).Hash);

        Task<MixInfo> Put(string mix, string text) =>
            silo.Client.PutMixAsync(mix, new MemoryStream(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Mixes_outlive_the_server_and_one_damaged_on_its_disk_is_named()
    {
        using var data = new TempDirectory();
        var options = silo.World.Options(data);
        string hash;
        await using (var first = await SiloHost.Start(options))
            hash = (await Client(first).PutMixAsync("kept", SmallMixes.File(SmallMixes.Ridge()))).Hash;
        var file = Path.Combine(options.DataDirectory, "mixes", "kept.json");
        await using (var second = await SiloHost.Start(options))
        {
            Assert.Equal(hash, Assert.Single((await Client(second).MixesAsync()).Mixes).Hash);
            Assert.Equal(hash, (await Client(second).MixReportAsync("kept")).Hash);
        }

        File.WriteAllText(file, File.ReadAllText(file).Replace("\"weeks\":110", "\"weeks\":11"));
        await using var third = await SiloHost.Start(options);
        var damaged = await Assert.ThrowsAsync<WorldModelApiException>(() => Client(third).MixAsync("kept"));
        Assert.Equal((503, "store"), (damaged.Problem.Status, damaged.Problem.Code));
        Assert.Contains("mix kept", damaged.Message);
        await Client(third).PutMixAsync("kept", SmallMixes.File(SmallMixes.Ridge()));
        Assert.Equal(hash, (await Client(third).MixAsync("kept")).Hash);

        static WorldModelClient Client(SiloHost host) =>
            new(new HttpClient { BaseAddress = host.Url }, RetryPolicy.None);
    }

    [Fact]
    public async Task Questions_are_answered_one_by_one_and_one_too_many_is_told_to_come_back()
    {
        var desk = new MixDesk(new MixFolder("nowhere"));
        var gate = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        var asked = Enumerable.Range(0, MixDesk.MostWaiting).Select(_ => desk.Ask(folder =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            gate.Wait(TestContext.Current.CancellationToken);
            return Interlocked.Decrement(ref running);
        }, CancellationToken.None)).ToArray();
        await Assert.ThrowsAsync<BusyException>(() => desk.Ask(folder => 0, CancellationToken.None));
        gate.Set();
        await Task.WhenAll(asked);
        Assert.Equal(1, most);
        Assert.Empty(await desk.Ask(folder => folder.Names(), CancellationToken.None));
    }
}
