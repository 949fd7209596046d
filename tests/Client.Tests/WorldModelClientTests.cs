using System.IO.Pipelines;
using System.Net;
using System.Text;
using WorldModel.Client.Wire;

namespace WorldModel.Client.Tests;

public sealed class WorldModelClientTests
{
    [Fact]
    public async Task Events_travel_one_a_line_without_what_is_absent()
    {
        var server = new Answers(HttpStatusCode.OK,
            """{"received":2,"applied":1,"merged":0,"repeated":1,"refusedTotal":0,"refused":[]}""");
        EventItem[] events =
        [
            new("e1", "c1", new DateOnly(2025, 1, 31), "action", "push"),
            new("e2", "c2", new DateOnly(2025, 2, 1), "outcome", "spend", null, 12.5),
        ];
        var result = await server.Client().SendEventsAsync(events);
        Assert.Equal((2L, 1L, 1L), (result.Received, result.Applied, result.Repeated));
        var (method, path, type, body) = Assert.Single(server.Asked);
        Assert.Equal(("POST", "/v1/events", "application/x-ndjson"), (method, path, type));
        Assert.Equal(
            """
            {"id":"e1","consumer":"c1","day":"2025-01-31","kind":"action","name":"push"}
            {"id":"e2","consumer":"c2","day":"2025-02-01","kind":"outcome","name":"spend","value":12.5}

            """.ReplaceLineEndings("\n"), body);
    }

    [Fact]
    public async Task A_stream_of_many_events_is_sent_whole()
    {
        var server = new Answers(HttpStatusCode.OK,
            """{"received":1,"applied":1,"merged":0,"repeated":0,"refusedTotal":0,"refused":[]}""");
        var events = Enumerable.Range(0, 5000).Select(i => new EventItem($"e{i}", "c", default, "action", "push"));
        await server.Client().SendEventsAsync(events);
        Assert.Equal(5000, server.Asked[0].Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task An_event_is_on_its_way_before_the_next_one_is_waited_for()
    {
        var pipe = new Pipe();
        var wait = new TaskCompletionSource();
        var sending = new LineContent<EventItem>(OneAndThenAnother(), WireJson.Default.EventItem, default)
            .CopyToAsync(pipe.Writer.AsStream());
        var read = await pipe.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.EndsWith("}\n", Encoding.UTF8.GetString(read.Buffer));
        wait.SetResult();
        await sending;

        async IAsyncEnumerable<EventItem> OneAndThenAnother()
        {
            yield return new("e1", "c", default, "action", "push");
            await wait.Task;
            yield return new("e2", "c", default, "action", "push");
        }
    }

    [Fact]
    public async Task A_forgotten_consumers_id_stands_in_the_body_not_in_the_path()
    {
        var server = new Answers(HttpStatusCode.OK, """{"existed":true}""");
        Assert.True((await server.Client().ForgetAsync("secret")).Existed);
        Assert.Equal(("DELETE", "/v1/consumers", "application/json", """{"consumer":"secret"}"""), server.Asked[0]);
    }

    [Fact]
    public async Task A_refusal_carries_the_problem_and_when_to_try_again()
    {
        var server = new Answers(HttpStatusCode.TooManyRequests,
            """{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"busy","code":"busy"}""")
        { RetryAfterSeconds = 3 };
        var error = await Assert.ThrowsAsync<WorldModelApiException>(() => server.Client().HealthAsync());
        Assert.Equal(("busy", 429), (error.Problem.Code, error.Problem.Status));
        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
    }

    [Fact]
    public async Task A_refusal_that_is_no_problem_keeps_its_text()
    {
        var server = new Answers(HttpStatusCode.BadGateway, "<html>no</html>");
        var error = await Assert.ThrowsAsync<WorldModelApiException>(() => server.Client().HealthAsync());
        Assert.Equal((502, "<html>no</html>"), (error.Problem.Status, error.Message));
    }

    [Fact]
    public async Task An_answer_of_a_newer_server_with_more_fields_is_read()
    {
        var server = new Answers(HttpStatusCode.OK,
            """{"name":"default","candidates":[],"version":1,"newer":{"field":1}}""");
        Assert.Equal(1, (await server.Client().ModelsAsync()).Version);
    }

    [Fact]
    public async Task A_page_of_decisions_is_read_line_by_line_with_its_cursor()
    {
        const string Line =
            "{\"consumer\":\"c\",\"treatment\":\"push\",\"value\":1,\"cost\":0.05,\"group\":\"policy\","
            + "\"propensity\":1,\"reason\":\"r\",\"shadowPrice\":2}";
        var server = new Answers(HttpStatusCode.OK, $"{Line}\n{Line}\n") { NextCursor = "1.7" };
        var page = await server.Client().DecisionsAsync("spring", "0.0", limit: 2);
        Assert.Equal(2, page.Decisions.Length);
        Assert.Equal("1.7", page.Next);
        Assert.Equal("/v1/campaigns/spring/decisions?limit=2&cursor=0.0", server.Asked[0].Path);
    }

    [Fact]
    public async Task A_campaign_that_stands_still_ends_the_wait_with_its_reason()
    {
        var server = new Answers(HttpStatusCode.OK,
            """
            {"id":"spring","stage":"created","requested":"decided","progress":0,"audience":0,"budget":1,"spend":0,
             "value":0,"shadowPrice":0,"dual":0,"gap":0,"treatments":[],"error":"no model is live"}
            """);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.Client().WaitAsync("spring", "decided"));
        Assert.Contains("no model is live", error.Message);
    }

    [Fact]
    public async Task A_mix_is_uploaded_as_it_stands_and_its_plan_gives_pools_their_budgets()
    {
        var server = new Answers(HttpStatusCode.OK,
            """
            {"plan":{"mix":"n","hash":"h","model":"bayes","status":"usable","reasons":[],"from":"2025-01-06",
             "to":"2025-12-29","plan":{"gain":{"value":1,"low":0,"high":2},"gainLikely":0.9,
              "channels":[{"channel":"tv","current":5,"planned":6,"low":2,"high":8}]}},
             "pools":[{"pool":"tv-q1","budget":1.5,"reserved":0,"leased":0,"committed":0,"remaining":1.5,"free":1.5,
              "stopped":false,"leases":[]}]}
            """);
        var set = await server.Client().SetPoolsAsync("a b", new()
        {
            Plan = new() { Weeks = 26 },
            Pools = [new("tv", "tv-q1", .25)],
        });
        Assert.Equal(6, set.Plan.Plan!.Channels[0].Planned);
        Assert.Equal(1.5, set.Pools[0].Budget);
        Assert.Equal(("POST", "/v1/mixes/a%20b/pools", "application/json",
            """
            {"plan":{"weeks":26,"least":0.5,"most":1.5},"pools":[{"channel":"tv","pool":"tv-q1","share":0.25}]}
            """), server.Asked[0]);

        var uploads = new Answers(HttpStatusCode.OK,
            """
            {"mix":"n","hash":"h","model":"ridge","seed":1,"outcome":"sales","channels":["tv"],"from":"2023-01-02",
             "to":"2025-12-29","weeks":156,"status":"usable","reasons":[],
             "holdOut":{"weeks":26,"error":0.1,"ridge":0.1,"naive":0.2}}
            """);
        var mix = await uploads.Client().PutMixAsync("n", new MemoryStream("{}"u8.ToArray()));
        Assert.Equal(156, mix.Weeks);
        Assert.Equal(("PUT", "/v1/mixes/n", "application/json", "{}"), uploads.Asked[0]);
    }
}
