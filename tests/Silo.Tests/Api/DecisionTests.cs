using System.Net;
using System.Text.Json;
using WorldModel.Client.Wire;
using WorldModel.Schema;

namespace WorldModel.Silo.Tests.Api;

/// <summary>The decision over HTTP: what is refused, what gets the fallback, and what stays the same.</summary>
public sealed class DecisionTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_request_id_with_another_body_is_a_conflict_also_for_a_consumer_of_another_shard()
    {
        await Allocated("bodies");
        var first = await Body("""{"requestId":"same","campaign":"bodies","consumer":"c1"}""");
        string[] others =
        [
            .. silo.World.Ids.Where(id => ShardOf(id) != ShardOf("c1")).Take(3).Select(id =>
                $$"""{"requestId":"same","campaign":"bodies","consumer":"{{id}}"}"""),
            """{"requestId":"same","campaign":"bodies","consumer":"c1","eligible":["push"]}""",
            """{"requestId":"same","campaign":"bodies","consumer":"c1","eligible":[]}""",
        ];
        foreach (var other in others)
        {
            var problem = await silo.Refused(HttpStatusCode.Conflict, "v1/decisions", other);
            Assert.Equal(("conflict", "requestId", "same"), (problem.Code, problem.Field, problem.Value));
        }

        Assert.Equal(first, await Body("""{"requestId":"same","campaign":"bodies","consumer":"c1"}"""));
        Assert.Equal(
            first, await Body("""{"consumer":"c1","campaign":"bodies","requestId":"same","deadlineMs":5000}"""));
    }

    [Fact]
    public async Task A_batch_answers_each_request_by_itself()
    {
        await Allocated("batched");
        await silo.Client.DecideAsync(new DecisionItem("taken", "batched", "c1"));
        var answers = await silo.Client.DecideAsync(
        [
            new("b1", "batched", "c2"), new("taken", "batched", "c3"), new("b2", "batched", "c4", ["letter"]),
            new("b3", "batched", "nobody"),
        ]);
        Assert.Equal(["b1", "taken", "b2", "b3"], answers.Select(answer => answer.RequestId));
        Assert.Equal([null, "conflict", "unknown-name", null], answers.Select(answer => answer.Problem?.Code));
        Assert.Equal("unknown-consumer", answers[3].Reason!.Code);
        var list = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/decisions",
            """[{"requestId":"b4","campaign":"batched","consumer":"c5"}]""");
        Assert.Equal("body", list.Field);
    }

    [Fact]
    public async Task A_closed_campaign_answers_with_its_fallback()
    {
        await Allocated("closing");
        await silo.Client.CloseAsync("closing");
        var closed = await silo.Client.WaitAsync("closing", "closed");
        Assert.Equal("closed", closed.Stage);
        var answer = await silo.Client.DecideAsync(new DecisionItem("after", "closing", "c1"));
        Assert.Equal(("fallback", "campaign-closed", "none", 1.0),
            (answer.Group, answer.Reason!.Code, answer.Treatment, answer.Propensity));
        Assert.Equal("wrong-stage",
            (await silo.Refused(HttpStatusCode.Conflict, "v1/campaigns/closing/estimate", "{}")).Code);
    }

    [Fact]
    public async Task When_a_close_is_answered_nobody_is_decided_for_any_more()
    {
        for (var i = 0; i < 5; i++)
        {
            await Allocated($"at-once-{i}");
            Assert.Equal("closed", (await silo.Client.CloseAsync($"at-once-{i}")).Stage);
            var requests = Enumerable.Range(0, 40)
                .Select(c => new DecisionItem($"after-{i}-{c}", $"at-once-{i}", $"c{c}")).ToArray();
            Assert.All(await silo.Client.DecideAsync(requests),
                answer => Assert.Equal("campaign-closed", answer.Reason!.Code));
        }
    }

    [Fact]
    public async Task An_expired_deadline_is_answered_with_the_fallback()
    {
        await Allocated("deadlines");
        var answer = await silo.Client.DecideAsync(new DecisionItem("late", "deadlines", "c1", DeadlineMs: 0));
        Assert.Equal(("fallback", "deadline", "none"), (answer.Group, answer.Reason!.Code, answer.Treatment));
        var inTime = await silo.Client.DecideAsync(new DecisionItem("early", "deadlines", "c1", DeadlineMs: 60_000));
        Assert.NotEqual("fallback", inTime.Group);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3600001")]
    [InlineData("99999999999")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("\"soon\"", "soon")]
    public async Task A_deadline_that_is_none_is_refused_with_its_bounds(string json, string? value = null)
    {
        var one = $$"""{"requestId":"r","campaign":"any","consumer":"c1","deadlineMs":{{json}}}""";
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/decisions", one);
        Assert.Equal(("deadlineMs", value ?? json, "0 to 3600000 whole milliseconds"),
            (problem.Field, problem.Value, problem.Expected));
        problem = await silo.Refused(
            HttpStatusCode.UnprocessableEntity, "v1/decisions", $$"""{"requests":[{{one}}]}""");
        Assert.Equal("requests[0].deadlineMs", problem.Field);
    }

    [Fact]
    public async Task A_treatment_that_the_campaign_has_not_is_refused()
    {
        await Allocated("treatments");
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/decisions",
            """{"requestId":"r","campaign":"treatments","consumer":"c1","eligible":["push","letter"]}""");
        Assert.Equal(("unknown-name", "eligible", "letter"), (problem.Code, problem.Field, problem.Value));
    }

    [Theory]
    [InlineData("""{"contacts":3,"days":7}""", "caps[1].contacts", "3")]
    [InlineData("""{"contacts":2,"days":14}""", "caps[1].contacts", "2")]
    [InlineData("""{"contacts":2,"days":7,"scope":"planet"}""", "caps[1].scope", "planet")]
    [InlineData("""{"contacts":1,"days":7,"treatments":["letter"]}""", "caps[1].treatments[0]", "letter")]
    public async Task Contradictory_caps_are_refused(string cap, string field, string value)
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/campaigns", $$"""
            {"id":"capped","budget":1,"treatments":[{"name":"push","actions":{"push":1},"cost":0.05}],
             "values":[{"outcome":"visit","value":0.3}],"caps":[{"contacts":2,"days":7},{{cap}}]}
            """);
        Assert.Equal(("invalid", field, value), (problem.Code, problem.Field, problem.Value));
    }

    [Fact]
    public async Task A_list_of_consumers_is_put_and_taken_off_and_is_the_audience()
    {
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign("listed") with { AudienceList = true });
        string[] members = [.. silo.World.Ids.Take(10)];
        Assert.Equal(10, (await silo.Client.PutAudienceAsync("listed", members)).Applied);
        Assert.Equal((0, 10), await Counts(silo.Client.PutAudienceAsync("listed", members)));
        Assert.Equal((2, 0), await Counts(silo.Client.RemoveAudienceAsync("listed", members[8..])));
        await silo.Client.DecideCampaignAsync("listed");
        Assert.Equal(8, (await silo.Client.WaitAsync("listed", "decided")).Audience);
        var outside = await silo.Client.DecideAsync(new DecisionItem("listed-1", "listed", members[9]));
        Assert.Equal("not-in-audience", outside.Reason!.Code);

        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign("open"));
        var refused = await Assert.ThrowsAsync<WorldModel.Client.WorldModelApiException>(
            () => silo.Client.PutAudienceAsync("open", members));
        Assert.Equal((422, "audienceList"), (refused.Problem.Status, refused.Problem.Field));

        async Task<(long, long)> Counts(Task<IngestResult> result) => ((await result).Applied, (await result).Repeated);
    }

    [Fact]
    public async Task An_estimate_for_a_later_day_begins_the_next_round()
    {
        await CampaignFlow.Run(silo.Client, "rounds");
        var again = await silo.Client.EstimateAsync("rounds");
        Assert.Equal((1, "decided"), (again.Round, again.Stage));
        var tomorrow = silo.World.Today.AddDays(1);
        Assert.Equal(2, (await silo.Client.EstimateAsync("rounds", tomorrow)).Round);
        var estimated = await silo.Client.WaitAsync("rounds", "estimated");
        Assert.Equal(tomorrow, estimated.Day);
        var problem = await silo.Refused(HttpStatusCode.Conflict, "v1/campaigns/rounds/estimate",
            $$"""{"day":"{{Days.Text(silo.World.Today)}}"}""");
        Assert.Equal("day", problem.Field);
    }

    [Fact]
    public async Task Past_the_bound_of_what_is_remembered_the_caller_is_told_to_come_back()
    {
        using var data = new TempDirectory();
        await using var small = await SiloHost.Start(silo.World.Options(data) with
        {
            Shards = 1,
            Limits = new() { RememberedRequests = 3 },
        });
        using var http = new HttpClient { BaseAddress = small.Url };
        var client = new WorldModel.Client.WorldModelClient(http, WorldModel.Client.RetryPolicy.None);
        await client.PutConsumersAsync(silo.World.Profiles);
        await client.CreateCampaignAsync(CampaignFlow.Campaign());
        await client.AllocateAsync("spring");
        await client.WaitAsync("spring", "allocated");
        for (var i = 0; i < 3; i++) await client.DecideAsync(new DecisionItem($"r{i}", "spring", "c1"));
        var busy = await http.PostAsync("v1/decisions", new StringContent(
            """{"requestId":"r3","campaign":"spring","consumer":"c2"}""", System.Text.Encoding.UTF8,
            "application/json"));
        Assert.Equal(HttpStatusCode.TooManyRequests, busy.StatusCode);
        Assert.NotNull(busy.Headers.RetryAfter);
        Assert.NotNull((await client.DecideAsync(new DecisionItem("r0", "spring", "c1"))).DecisionId);
    }

    private static int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), 8);

    private async Task Allocated(string id)
    {
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign(id));
        await silo.Client.AllocateAsync(id);
        await silo.Client.WaitAsync(id, "allocated");
    }

    /// <summary>The bytes of an answer.</summary>
    private async Task<string> Body(string request)
    {
        var answer = await silo.Http.PostAsync(
            "v1/decisions", new StringContent(request, System.Text.Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.NotNull(JsonSerializer.Deserialize(text, WireJson.Default.DecisionAnswer)!.DecisionId);
        return text;
    }
}
