using System.Text.Json;
using WorldModel.Grains;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Tests;

namespace WorldModel.Testing.Contract;

/// <summary>
/// Asks everything of every grain, in an order, and writes the answers down. Every host of the same grains gives the
/// same transcript: it knows no host, and every expected failure is in it.
/// </summary>
internal sealed class GrainScript(SmallWorld world, IContractHost host, Transcript said)
{
    public const string Campaign = "spring";
    private const string Pool = "manual";
    private const long Unit = 1_000_000;

    private IGrains Grains => host.Grains;

    private DateOnly Today => world.Today;

    /// <summary>All of it.</summary>
    public async Task Run()
    {
        await Unready();
        await Observe();
        var hash = await GoLive();
        await Ask();
        await Decide();
        await Share();
        await One();
        await Deliver();
        await Money();
        await Models(hash);
        await End();
    }

    /// <summary>A history, a model, and a campaign that is decided: the decisions, sorted by consumer.</summary>
    public async Task<List<string>> Decisions()
    {
        await Observe();
        await GoLive();
        await Decide();
        var decisions = new List<string>();
        for (int shard = 0; shard < Grains.ShardCount; shard++)
        {
            var page = await Grains.Shard(shard).Decisions(new DecisionQuery(Campaign, 0, 10_000));
            Assert.Null(page.Problem);
            decisions.AddRange(page.Decisions.Select(decision => decision.Consumer + Described.Of(decision)));
        }
        decisions.Sort(StringComparer.Ordinal);
        return decisions;
    }

    private async Task Unready()
    {
        var belief = await Grains.Shard(0).Belief(new BeliefQuery(["nobody"], null));
        said.Refused("belief without a model", ProblemCode.NoModel, belief, belief.Answers[0].Problem);
        var promoted = await Grains.Model(SharedModel.DefaultName).Promote("abc");
        said.Refused("promote what nobody has", ProblemCode.UnknownModel, promoted, promoted.Problem);
        var unknown = await Grains.Campaign("unknown").Status();
        said.Refused("status of no campaign", ProblemCode.UnknownCampaign, unknown, unknown.Problem);
    }

    private async Task Observe()
    {
        var profiles = world.Profiles.Select(item => new ProfileMessage(
            item.Consumer, [.. item.Attributes!.Select(pair => new AttributeValue(pair.Key, pair.Value.ToString()!))]));
        foreach (var part in profiles.GroupBy(profile => Grains.ShardOf(profile.Consumer)).OrderBy(part => part.Key))
            said.Add($"profiles {part.Key}", await Grains.Shard(part.Key).PutProfiles(new ProfileBatch([.. part])));
        var events = File.ReadLines(world.EventsPath).Select(Event).ToList();
        foreach (var part in events.GroupBy(e => Grains.ShardOf(e.Consumer)).OrderBy(part => part.Key))
            said.Add($"events {part.Key}", await Grains.Shard(part.Key).Observe(new ObserveBatch([.. part])));
        await Refused("again", events[^1] with { Day = Today.AddDays(-40), Id = "late" }, ProblemCode.Late);
        await Refused("far ahead", events[^1] with { Day = Today.AddDays(5), Id = "future" }, ProblemCode.Future);
        await Refused("no such name", events[^1] with { Name = "sneeze", Id = "name" }, ProblemCode.UnknownName);
        await Refused("no such kind", events[^1] with { Kind = "thought", Id = "kind" }, ProblemCode.Invalid);
        var nothing = Delivery(events[^1].Consumer, new string('a', 32));
        await Refused("delivery of nothing", nothing, ProblemCode.UnknownDecision);
        var repeated = await ShardOf(events[^1].Consumer).Observe(new ObserveBatch([events[^1]]));
        Assert.Equal(1, said.Add("the same event again", repeated).Repeated);
    }

    private async Task<string> GoLive()
    {
        var model = Grains.Model(SharedModel.DefaultName);
        var hash = await host.Load(world.ModelPath);
        var registered = await model.Register(hash);
        said.Accepted("register", registered, registered.Problem);
        var promoted = await model.Promote(hash);
        said.Accepted("promote", promoted, promoted.Problem);
        return hash;
    }

    private async Task Ask()
    {
        var treatments = new[]
        {
            new TreatmentMessage("none", []), new TreatmentMessage("push", [new ActionSetting("push", "1")]),
        };
        foreach (var consumer in world.Ids.Append("nobody"))
        {
            var shard = ShardOf(consumer);
            var beliefs = said.Add("belief", await shard.Belief(new BeliefQuery([consumer], null)));
            said.Add("plausibility", await shard.Plausibility(new BeliefQuery([consumer], null)));
            said.Add("counterfactual", await shard.Counterfactual(new CounterfactualQuery(
                [new CounterfactualSubject(consumer, null)], null, treatments, [], Reproduce: false)));
            if (consumer == "nobody")
                said.Refused("belief of nobody", ProblemCode.UnknownConsumer, beliefs, beliefs.Answers[0].Problem);
        }
    }

    private async Task Decide()
    {
        var campaign = Grains.Campaign(Campaign);
        var spec = Spec(Campaign);
        var created = await campaign.Create(spec);
        said.Accepted("create", created, created.Problem);
        var other = await campaign.Create(spec with { Holdout = 0.2 });
        said.Refused("create it otherwise", ProblemCode.Conflict, other, other.Problem);
        var requested = await campaign.Request(CampaignStage.Decided, null);
        Assert.Null(requested.Problem);
        said.Add("decided", await Reached(CampaignStage.Decided));
        said.Add("pool", await Grains.Allocator("pool").Status());
        said.Add("report", await campaign.Report());
        for (int shard = 0; shard < Grains.ShardCount; shard++)
        {
            said.Add($"decisions {shard}", await Grains.Shard(shard).Decisions(new DecisionQuery(Campaign, 0, 1000)));
            said.Add($"moments {shard}", await Grains.Shard(shard).ReportMoments(Campaign));
            said.Add($"shadows {shard}", await Grains.Shard(shard).Shadows(Campaign));
            said.Add($"status {shard}", await Grains.Shard(shard).Status());
        }
    }

    /// <summary>A second campaign comes to a pool, and the first takes over the price that they share then.</summary>
    private async Task Share()
    {
        var spec = Spec("early") with { Pool = "shared" };
        var early = Grains.Campaign(spec.Id);
        Assert.Null((await early.Create(spec)).Problem);
        Assert.Null((await early.Request(CampaignStage.Allocated, null)).Problem);
        var alone = said.Add("alone", await Reached(CampaignStage.Allocated, spec.Id));
        var later = spec with { Id = "later", BudgetPerConsumer = null };
        Assert.Null((await Grains.Campaign(later.Id).Create(later)).Problem);
        Assert.Null((await Grains.Campaign(later.Id).Request(CampaignStage.Allocated, null)).Problem);
        var together = said.Add("together", await Reached(CampaignStage.Allocated, later.Id));
        Assert.True(together.ShadowPrice > alone.ShadowPrice, "more compete for the same budget");
        var sweep = said.Add("sweep of the shared pool", await Grains.Allocator(spec.Pool).Sweep());
        Assert.Equal([spec.Id, later.Id], sweep.Sharing);
        said.Add("part", await Grains.Allocator(spec.Pool).Part(spec.Id));
        said.Add("reprice", await early.Reprice(sweep.ShadowPrice!.Value));
        var shared = said.Add("repriced", await Reached(CampaignStage.Allocated, spec.Id));
        Assert.Equal(together.ShadowPrice, shared.ShadowPrice);
        said.Add("reprice again", await early.Reprice(sweep.ShadowPrice!.Value));
        var nobody = await Grains.Campaign("nobody's").Reprice(1);
        said.Refused("reprice no campaign", ProblemCode.UnknownCampaign, nobody, nobody.Problem);
        foreach (var id in sweep.Sharing)
        {
            Assert.Null((await Grains.Campaign(id).Close()).Problem);
            await Reached(CampaignStage.Closed, id);
        }
        said.Add("shared pool", await Grains.Allocator(spec.Pool).Detail());
    }

    private static CampaignSpec Spec(string id) => new(
        id, "pool", null, 0.0225, SharedModel.DefaultName, null,
        [
            new("push", [new ActionSetting("push", "1")], 0.05, null),
            new("coupon", [new ActionSetting("coupon", "1")], 0.15, null),
        ],
        [new("visit", 0.30, 1), new("purchase", 10, 1)], [], [], 0.1, 0.1, "none", 24);

    /// <summary>Decisions one by one, on the next day: today's stand.</summary>
    private async Task One()
    {
        host.Pass(TimeSpan.FromDays(1));
        var pool = await Grains.Allocator("pool").SetBudget(50 * Unit);
        said.Accepted("more budget", pool, pool.Problem);
        foreach (var consumer in world.Ids)
        {
            var request = new DecisionRequest($"request-{consumer}", Campaign, consumer, null);
            said.Add("claim", await Home(request).Claim(new ClaimBatch([request], Wait: true)));
            var first = await ShardOf(consumer).DecideOne(request);
            said.Accepted("decide", first, first.Problem);
            var again = said.Add("decide again", await ShardOf(consumer).DecideOne(request));
            Assert.Equal(Described.Of(first), Described.Of(again));
        }
        var taken = new DecisionRequest($"request-{world.Ids.First()}", Campaign, "somebody-else", null);
        var claim = await Home(taken).Claim(new ClaimBatch([taken], Wait: true));
        said.Refused("the id with another body", ProblemCode.Conflict, claim, claim.Problems[0]);
        var astray = new DecisionRequest("astray", "winter", world.Ids.First(), null);
        var nowhere = await ShardOf(astray.Consumer).DecideOne(astray);
        said.Refused("decide for no campaign", ProblemCode.UnknownCampaign, nowhere, nowhere.Problem);
    }

    private async Task Deliver()
    {
        var reserved = new List<(string Consumer, string Decision)>();
        foreach (var consumer in world.Ids)
        {
            var request = new DecisionRequest($"request-{consumer}", Campaign, consumer, null);
            var decision = await ShardOf(consumer).DecideOne(request);
            if (decision.Treatment != "none")
                reserved.Add((consumer, decision.DecisionId));
        }
        Assert.True(reserved.Count >= 2, "the script needs decisions to deliver");
        var (first, last) = (reserved[0], reserved[^1]);
        var delivered = await ShardOf(first.Consumer).Observe(
            new ObserveBatch([Delivery(first.Consumer, first.Decision) with { Day = Today.AddDays(1) }]));
        Assert.Empty(said.Add("deliver", delivered).Refused);
        host.Pass(TimeSpan.FromHours(25));
        await Refused("deliver too late",
            Delivery(last.Consumer, last.Decision) with { Day = Today.AddDays(2) }, ProblemCode.Expired);
        for (int shard = 0; shard < Grains.ShardCount; shard++)
            said.Add($"sweep {shard}", await Grains.Shard(shard).Sweep());
        said.Add("pool after all", await Grains.Allocator("pool").Detail());
    }

    private async Task Money()
    {
        var pool = Grains.Allocator(Pool);
        var nothing = await pool.Lease(new LeaseRequest(0, 1, 0, Unit));
        said.Refused("lease from nothing", ProblemCode.NoBudget, nothing, nothing.Problem);
        said.Add("budget", await pool.SetBudget(10 * Unit));
        var lease = await pool.Lease(new LeaseRequest(0, 7, 0, Unit));
        said.Accepted("lease", lease, lease.Problem);
        var stale = await pool.Lease(new LeaseRequest(0, 6, 0, Unit));
        said.Refused("lease of an earlier start", ProblemCode.Fenced, stale, stale.Problem);
        said.Add("settle", await pool.Settle(new SettleRequest(0, 7, Unit, Unit / 2, Unit / 4, 0)));
        var small = await pool.SetBudget(Unit / 8);
        said.Refused("less than was spent", ProblemCode.Invalid, small, small.Problem);
        said.Add("pace", await pool.SetTerms(10 * Unit, new PoolPace(1, PoolWindow.Hour)));
        var slow = await pool.Lease(new LeaseRequest(0, 7, Unit, Unit));
        said.Refused("faster than the pace", ProblemCode.Pace, slow, slow.Problem);
        said.Add("no pace", await pool.SetTerms(10 * Unit, null));
        var terms = await pool.SetTerms(12 * Unit, new PoolPace(1, "week"));
        said.Refused("both terms, one of them none", ProblemCode.Invalid, terms, terms.Problem);
        said.Add("both terms", await pool.SetTerms(12 * Unit, new PoolPace(Unit, PoolWindow.Day)));
        said.Add("both terms again", await pool.SetTerms(10 * Unit, null));
        said.Add("stop", await pool.SetStopped(true));
        var stopped = await pool.Lease(new LeaseRequest(0, 7, Unit, Unit));
        said.Refused("lease from a stopped pool", ProblemCode.PoolStopped, stopped, stopped.Problem);
        said.Add("go on", await pool.SetStopped(false));
        said.Add("detail", await pool.Detail());
        said.Add("sweep", await pool.Sweep());
    }

    private async Task Models(string hash)
    {
        var model = Grains.Model(SharedModel.DefaultName);
        var back = await model.RollBack();
        said.Refused("roll back to nothing", ProblemCode.WrongStage, back, back.Problem);
        var shadow = await model.Shadow("0000");
        said.Refused("an unknown shadow", ProblemCode.UnknownModel, shadow, shadow.Problem);
        said.Add($"models {hash.Length}", await model.Status());
    }

    private async Task End()
    {
        var someone = world.Ids.First();
        said.Add("forget", await ShardOf(someone).Forget(someone));
        said.Add("forget again", await ShardOf(someone).Forget(someone));
        var closed = await Grains.Campaign(Campaign).Close();
        Assert.Null(closed.Problem);
        said.Add("closed", await Reached(CampaignStage.Closed));
        var late = await Grains.Campaign(Campaign).Request(CampaignStage.Estimated, null);
        said.Refused("ask of a closed campaign", ProblemCode.WrongStage, late, late.Problem);
        for (int shard = 0; shard < Grains.ShardCount; shard++)
            said.Add($"status at the end {shard}", await Grains.Shard(shard).Status());
        // More ids than are remembered.
        var flood = Enumerable.Range(0, HostLimits.RememberedRequests + 1)
            .Select(i => new DecisionRequest($"flood-{i}", Campaign, "c", null)).ToArray();
        var home = flood.GroupBy(request => Grains.ShardOf(request.RequestId)).MaxBy(part => part.Count())!.Key;
        var full = await Grains.Shard(home).Claim(new ClaimBatch(flood, Wait: true));
        said.Refused("more requests than are remembered", ProblemCode.Busy, full.Problems.Length, full.Problems[^1]);
    }

    private async Task<CampaignStatus> Reached(string stage, string campaign = Campaign)
    {
        for (int i = 0; i < 3000; i++)
        {
            var status = (await Grains.Campaign(campaign).Status()).Status!;
            Assert.Null(status.Error);
            if (status.Stage == stage && status.Requested == stage)
                return status;
            await Task.Delay(10);
        }
        throw new TimeoutException($"{campaign} did not reach {stage}");
    }

    private async Task Refused(string asked, ConsumerEventMessage e, string code)
    {
        var reply = await ShardOf(e.Consumer).Observe(new ObserveBatch([e]));
        said.Refused(asked, code, reply, reply.Refused.Single().Problem);
    }

    private IConsumerShard ShardOf(string consumer) => Grains.Shard(Grains.ShardOf(consumer));

    private IConsumerShard Home(DecisionRequest request) => ShardOf(request.RequestId);

    private ConsumerEventMessage Delivery(string consumer, string decision) =>
        new($"delivery-{decision}", consumer, Today, "delivery", null, null, null, Decision: decision,
            Status: "delivered");

    private static ConsumerEventMessage Event(string line)
    {
        var fields = JsonDocument.Parse(line).RootElement;
        string Text(string name) => fields.GetProperty(name).GetString()!;
        return new ConsumerEventMessage(Text("id"), Text("consumer"), DateOnly.Parse(Text("day"),
            System.Globalization.CultureInfo.InvariantCulture), Text("kind"), Text("name"), null, null);
    }
}
