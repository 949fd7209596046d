using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

/// <summary>Money over HTTP: pools, deliveries of decisions, and what is refused.</summary>
public sealed class MoneyTests(SmallWorld world) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly HttpClient _http = new();
    private readonly HandTime _time = new();
    private SiloHost _silo = null!;
    private WorldModelClient _client = null!;
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        _time.Now = new(world.Today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
        _silo = await SiloHost.Start(
            world.Options(_data) with { Time = _time, SweepEvery = TimeSpan.FromMilliseconds(20) });
        _http.BaseAddress = _silo.Url;
        _client = new WorldModelClient(_http);
        await _client.PutConsumersAsync(world.Profiles);
        await using var lines = File.OpenRead(world.EventsPath);
        await _client.SendEventLinesAsync(lines);
        await _client.CreateCampaignAsync(CampaignFlow.Campaign() with
        {
            BudgetPerConsumer = null,
            Budget = 100,
            Holdout = 0,
            Explore = 0,
        });
        await _client.AllocateAsync("spring");
        await _client.WaitAsync("spring", "allocated");
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_delivery_commits_what_the_decision_reserved()
    {
        var decision = await Bought();
        var before = await _client.PoolAsync("spring");
        Assert.True(before is { Committed: 0, Leased: > 0 });
        Assert.Empty((await Deliver(decision, "delivered")).Refused);
        var after = await Settled(pool => pool.Committed > 0);
        Assert.Equal(decision.Cost, after.Committed, 9);
        Assert.Equal(100, after.Committed + after.Leased + after.Reserved + after.Remaining, 9);
        Assert.Equal(1, (await Deliver(decision, "delivered")).Repeated);
    }

    [Fact]
    public async Task A_delivery_for_an_unknown_decision_names_it()
    {
        var decision = await Bought();
        var refused = Assert.Single((await Deliver(decision with { Id = new string('a', 32) }, "delivered")).Refused);
        Assert.Equal(("unknown-decision", "decision", new string('a', 32)),
            (refused.Code, refused.Field, refused.Value));
        var other = world.Ids.First(id => id != decision.Consumer);
        refused = Assert.Single((await Deliver(decision with { Consumer = other }, "delivered")).Refused);
        Assert.Equal("unknown-decision", refused.Code);
    }

    [Fact]
    public async Task A_delivery_for_an_expired_decision_says_when_it_expired()
    {
        var decision = await Bought();
        _time.Now += TimeSpan.FromHours(25);
        var refused = Assert.Single((await Deliver(decision, "delivered")).Refused);
        Assert.Equal(("expired", "decision", decision.Id), (refused.Code, refused.Field, refused.Value));
        Assert.Contains(_time.Now.AddHours(-1).ToString("yyyy-MM-ddTHH:mm"), refused.Expected);
        var pool = await Settled(pool => pool.Leased == 0);
        Assert.Equal((0, 100), (pool.Committed, pool.Remaining));
    }

    [Theory]
    [InlineData("""{"kind":"delivery","status":"delivered"}""", "decision")]
    [InlineData("""{"kind":"delivery","decision":"zz","status":"delivered"}""", "decision")]
    [InlineData("""{"kind":"delivery","decision":"0123456789abcdef0123456789abcdef"}""", "status")]
    [InlineData("""{"kind":"action","name":"push","status":"delivered"}""", "status")]
    [InlineData("""{"kind":"delivery","status":"delivered","cost":"much"}""", "cost")]
    public async Task A_delivery_that_makes_no_sense_names_the_field(string json, string field)
    {
        var body = $$"""[{"id":"d","consumer":"c1","day":"{{world.Today:yyyy-MM-dd}}",{{json[1..]}}]""";
        using var answer = await _http.PostAsync(
            "v1/events", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var result = JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(), WireJson.Default.IngestResult)!;
        Assert.Equal(field, Assert.Single(result.Refused).Field);
    }

    [Fact]
    public async Task A_stopped_pool_pays_for_nothing_and_says_so()
    {
        var bought = await Bought();
        var stopped = await _client.StopPoolAsync("spring");
        Assert.True(stopped is { Stopped: true, Free: 0 });
        var replies = await Decide("stopped");
        Assert.All(replies.Where(reply => reply.DecisionId != bought.Id),
            reply => Assert.Equal("none", reply.Treatment));
        Assert.Contains(replies, reply => reply.Reason!.Code == "pool-stopped");
        Assert.False((await _client.ResumePoolAsync("spring")).Stopped);
        Assert.Contains(await Decide("again"), reply => reply.Treatment != "none");
    }

    [Fact]
    public async Task A_pools_terms_are_set_whole_and_listed()
    {
        var made = await _client.SetPoolAsync("other", new PoolItem { Budget = 12.5, Pace = new(2, "day") });
        Assert.Equal((12.5, 2, new PaceItem(2, "day")), (made.Remaining, made.Free, made.Pace));
        made = await _client.SetPoolAsync("other", new PoolItem { Budget = 10 });
        Assert.Equal((10, 10, null), (made.Remaining, made.Free, made.Pace));
        Assert.Equal(["other", "spring"], (await _client.PoolsAsync()).Pools.Select(pool => pool.Pool));
    }

    [Fact]
    public async Task Campaigns_on_one_pool_come_to_share_its_price()
    {
        async Task<CampaignInfo> Allocated(string id)
        {
            await _client.CreateCampaignAsync(CampaignFlow.Campaign(id) with { Pool = "tight" });
            await _client.AllocateAsync(id);
            return await _client.WaitAsync(id, "allocated");
        }
        var alone = await Allocated("early");
        Assert.Equal(["early"], (await _client.PoolAsync("tight")).Campaigns);
        var together = await Allocated("later");
        Assert.True(together.ShadowPrice > alone.ShadowPrice);
        var pool = await _client.PoolAsync("tight");
        Assert.Equal(together.ShadowPrice, pool.ShadowPrice);
        Assert.Equal(["early", "later"], pool.Campaigns);
        CampaignInfo early;
        do
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            early = await _client.WaitAsync("early", "allocated");
        }
        while (early.ShadowPrice != together.ShadowPrice);
        Assert.True(early.Spend + together.Spend <= pool.Budget);
        var answer = await _client.DecideAsync(new DecisionItem("shared", "early", world.Ids.First()));
        Assert.Equal(together.ShadowPrice, answer.ShadowPrice);

        // Twice the budget: nobody asks for anything, and both come to plan with it.
        await _client.SetPoolAsync("tight", new PoolItem { Budget = 2 * pool.Budget });
        CampaignInfo later;
        do
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            early = await _client.WaitAsync("early", "allocated");
            later = await _client.WaitAsync("later", "allocated");
        }
        while (early.Budget == pool.Budget || later.Budget == pool.Budget);
        Assert.Equal(early.ShadowPrice, later.ShadowPrice);
        Assert.True(early.ShadowPrice < together.ShadowPrice);
        Assert.True(early.Spend + later.Spend > pool.Budget);
    }

    [Theory]
    [InlineData("""{"budget":-1}""", "budget")]
    [InlineData("""{"budget":1e300}""", "budget")]
    [InlineData("""{"budget":1,"pace":{"amount":-1,"per":"day"}}""", "pace.amount")]
    [InlineData("""{"budget":1,"pace":{"amount":1,"per":"week"}}""", "pace.per")]
    [InlineData("""{"pace":{"amount":1,"per":"day"}}""", "budget")]
    public async Task A_pools_bad_terms_name_the_field_and_make_no_pool(string body, string field)
    {
        using var answer = await _http.PutAsync(
            "v1/pools/bad", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(), WireJson.Default.ProblemInfo)!;
        Assert.Equal(field, problem.Field);
        var error = await Assert.ThrowsAsync<WorldModelApiException>(() => _client.PoolAsync("bad"));
        Assert.Equal((404, "unknown-pool"), (error.Problem.Status, error.Problem.Code));
    }

    [Fact]
    public async Task A_budget_below_what_is_lent_and_spent_is_refused_and_changes_nothing()
    {
        await Bought();
        var error = await Assert.ThrowsAsync<WorldModelApiException>(
            () => _client.SetPoolAsync("spring", new PoolItem { Budget = 0, Pace = new(1, "hour") }));
        Assert.Equal("budget", error.Problem.Field);
        Assert.True(await _client.PoolAsync("spring") is { Budget: 100, Pace: null });
    }

    [Fact]
    public async Task A_failed_commit_names_its_cause_and_the_server_goes_on_when_it_can_write_again()
    {
        var decision = await Bought();
        Execute("""
            CREATE TRIGGER refuse BEFORE INSERT ON frames BEGIN SELECT RAISE(FAIL, 'disk is full'); END;
            CREATE TRIGGER refuse_probe BEFORE UPDATE ON meta BEGIN SELECT RAISE(FAIL, 'disk is full'); END
            """);
        using var single = new HttpClient { BaseAddress = _silo.Url };
        var refused = await single.PostAsync("v1/events", Json(Message(decision, "delivered")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("disk is full", await refused.Content.ReadAsStringAsync());
        var health = await single.GetAsync("v1/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("disk is full", await health.Content.ReadAsStringAsync());

        Execute("DROP TRIGGER refuse; DROP TRIGGER refuse_probe");
        while ((await single.GetAsync("v1/health")).StatusCode != HttpStatusCode.OK)
        {
        }
        // What was refused was not done: sent again it is no repeat.
        Assert.Equal(1, (await Deliver(decision, "delivered")).Applied);
        Assert.Equal(decision.Cost, (await Settled(pool => pool.Committed > 0)).Committed, 9);
    }

    private sealed record Decision(string Id, string Consumer, double Cost);

    /// <summary>Decisions met before: who has one of the day gets it again.</summary>
    private readonly HashSet<string> _decided = [];

    private async Task<Decision> Bought()
    {
        var reply = (await Decide($"r{_sent++}"))[^1];
        var cost = reply.Options!.Single(option => option.Treatment == reply.Treatment).Cost;
        return new Decision(reply.DecisionId!, reply.RequestId.Split('/')[1], cost);
    }

    /// <summary>One decision at a time, until one spends something.</summary>
    private async Task<List<DecisionAnswer>> Decide(string prefix)
    {
        var replies = new List<DecisionAnswer>();
        foreach (var id in world.Ids)
        {
            var reply = await _client.DecideAsync(new DecisionItem($"{prefix}/{id}", "spring", id));
            replies.Add(reply);
            if (reply.Treatment != "none" && _decided.Add(reply.DecisionId!))
                break;
        }
        return replies;
    }

    private Task<IngestResult> Deliver(Decision decision, string status) =>
        _client.SendEventsAsync([Message(decision, status)]);

    private EventItem Message(Decision decision, string status) => new(
        $"delivery-{_sent++}", decision.Consumer, world.Today, "delivery", Decision: decision.Id, Status: status);

    private static StringContent Json(EventItem item) => new(
        JsonSerializer.Serialize([item], WireJson.Default.EventItemArray), System.Text.Encoding.UTF8,
        "application/json");

    /// <summary>The pool once the shards have settled with it.</summary>
    private async Task<PoolInfo> Settled(Func<PoolInfo, bool> holds)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (await _client.PoolAsync("spring") is var pool && holds(pool))
                return pool;
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_data.File("data/store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
