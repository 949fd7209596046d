using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>Campaigns from spec to decisions, over any number of shards and through crashes.</summary>
public sealed class CampaignTests
{
    private const int Consumers = 150;

    private static readonly Lazy<CampaignDecision[]> Undisturbed = new(() => Decide(8, 1).Decisions);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void The_number_of_shards_and_the_order_of_turns_change_no_decision(int shards)
    {
        Assert.Equal(Undisturbed.Value, Decide(shards, (ulong)shards + 10).Decisions);
    }

    [Fact]
    public void Decisions_are_those_of_the_frontier_at_the_budget()
    {
        var (decisions, status, host) = Decide(8, 3, Worlds.Spec() with { Holdout = 0, Explore = 0 });
        var (plan, treatments) = (Plan(host, status), decisions.ToDictionary(d => d.Consumer, d => d.Treatment));

        Assert.Equal(plan.SpendMicros, Micros.From(status.Spend));
        Assert.Equal(plan.Dual, status.Dual, 4);
        Assert.True(plan.Filled > 0, "the instance leaves something to fill");
        for (var i = 0; i < plan.Table.Consumers.Count; i++)
            Assert.Equal(plan.TreatmentOf(i) ?? "none", treatments[plan.Table.Consumers[i]]);
    }

    [Fact]
    public void Spend_stays_within_the_budget_and_is_what_the_pool_has_committed()
    {
        var (decisions, status, host) = Decide(8, 4);
        var pool = host.Ask(() => host.Allocator("pool").Status());

        Assert.Equal(pool.CommittedMicros, decisions.Sum(d => Micros.From(d.Cost)!.Value));
        Assert.Equal(pool.CommittedMicros, Micros.From(status.Spend));
        Assert.Equal(0, pool.ReservedMicros);
        Assert.True(pool.CommittedMicros <= pool.BudgetMicros);
        Assert.Equal(4_500_000, pool.BudgetMicros);
        Assert.Equal(Consumers, status.Audience);
        Assert.All(["policy", "explore", "holdout"], group => Assert.Contains(decisions, d => d.Group == group));
        Assert.All(decisions.Where(d => d.Group == "holdout"), d => Assert.Equal("none", d.Treatment));
    }

    [Fact]
    public void A_crash_at_any_time_ends_with_the_same_decisions_and_spend()
    {
        for (var seed = 0UL; seed < 12; seed++)
        {
            var store = new MemoryStore();
            var world = Prepared(store, 8, seed);
            var lives = 1;
            var random = new WorldModel.Numerics.RandomStream(seed, 3);
            for (var ended = false; !ended; lives++)
            {
                var host = new TestHost(store, world, 8, (seed * 100) + (ulong)lives);
                var crash = lives > 12 ? int.MaxValue : 20 + random.NextInt(400);
                ended = host.Run(() => host.Reach(Worlds.Spec(), CampaignStage.Decided), crash);
            }

            var last = new TestHost(store, world, 8, seed);
            Assert.True(lives > 3, $"seed {seed}: only {lives} lives");
            var decisions = last.Ask(() => new ValueTask<CampaignDecision[]>(last.Decisions("spring")));
            Assert.Equal(Undisturbed.Value, decisions);
            var pool = last.Ask(() => last.Allocator("pool").Status());
            Assert.Equal(Undisturbed.Value.Sum(d => Micros.From(d.Cost)!.Value), pool.CommittedMicros);
            Assert.Equal(0, pool.ReservedMicros + pool.LeasedMicros);
        }
    }

    [Fact]
    public void A_treatment_whose_effect_is_not_identified_is_given_only_by_exploration()
    {
        var (decisions, _, _) = Decide(4, 5, world: Worlds.Make(couponIdentified: false));
        Assert.Contains(decisions, d => d.Treatment == "push");
        Assert.All(decisions.Where(d => d.Treatment is "coupon" or "both"), d => Assert.Equal("explore", d.Group));
    }

    [Fact]
    public void A_budget_that_covers_everything_gives_every_consumer_the_most_valuable_option()
    {
        var spec = Worlds.Spec(budget: 1000) with { Holdout = 0, Explore = 0 };
        var (decisions, status, _) = Decide(4, 6, spec);
        Assert.Equal(0, status.ShadowPrice);
        Assert.Equal(status.Value, status.Dual, 9);
        Assert.Equal(decisions.Sum(d => d.Value), status.Value, 6);
        Assert.DoesNotContain(decisions, d => d.Value < 0);
    }

    [Fact]
    public void A_budget_below_what_exploring_costs_is_refused_with_a_reason()
    {
        var (_, status, _) = Decide(4, 7, Worlds.Spec(budget: .01) with { Explore = .5 });
        Assert.Equal(CampaignStage.Estimated, status.Stage);
        Assert.Contains("explore cost", status.Error);
    }

    [Fact]
    public void An_audience_takes_only_those_who_meet_its_conditions()
    {
        var spec = Worlds.Spec() with { Audience = [new AudienceCondition("loyalty", ["1"])] };
        var (decisions, status, _) = Decide(4, 8, spec);
        Assert.Equal(Consumers / 2, status.Audience);
        Assert.All(decisions, d => Assert.Equal(1, int.Parse(d.Consumer.Split('-')[1]) % 2));
    }

    [Fact]
    public void A_cost_on_conversion_is_expected_cost()
    {
        var spec = Worlds.Spec(perConsumer: .08) with { Holdout = 0, Explore = 0 };
        spec.Treatments[1] = spec.Treatments[1] with { Cost = .1, CostOutcome = "purchase" };
        var (decisions, status, _) = Decide(4, 9, spec);
        var coupons = decisions.Where(d => d.Treatment == "coupon").ToArray();
        Assert.True(coupons.Select(d => d.Cost).Distinct().Count() > 1);
        Assert.All(coupons, d => Assert.InRange(d.Cost, 0, .1));
        Assert.True(status.Spend <= status.Budget);
    }

    [Fact]
    public void What_was_kept_for_a_consumer_forgotten_meanwhile_goes_back_to_the_pool()
    {
        var store = new MemoryStore();
        var host = new TestHost(store, Prepared(store, 2, 1), 2, 1);
        var planned = host.Ask(() => new ValueTask<CampaignStatus>(
            host.Reach(Worlds.Spec(), CampaignStage.Allocated)));
        for (var i = 0; i < Consumers / 2; i++)
            host.Ask(() => host.Shard(host.ShardOf(Worlds.Consumer(i))).Forget(Worlds.Consumer(i)));
        var decided = host.Ask(() => new ValueTask<CampaignStatus>(
            host.Reach(Worlds.Spec(), CampaignStage.Decided)));
        var pool = host.Ask(() => host.Allocator("pool").Status());
        Assert.True(decided.Spend < planned.Spend);
        Assert.Equal((0, Micros.From(decided.Spend)!.Value), (pool.ReservedMicros, pool.CommittedMicros));
    }

    [Theory]
    [InlineData("budget", -1.0)]
    [InlineData("budget", double.NaN)]
    [InlineData("holdout", 1.5)]
    [InlineData("explore", .95)]
    public void A_bad_number_in_a_spec_is_refused_by_name(string field, double value)
    {
        var spec = field switch
        {
            "budget" => Worlds.Spec(budget: value),
            "holdout" => Worlds.Spec() with { Holdout = value },
            _ => Worlds.Spec() with { Explore = value },
        };
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        Assert.Equal(field, host.Ask(() => host.Campaign("spring").Create(spec)).Problem?.Field);
    }

    [Fact]
    public void Names_not_in_the_schema_are_refused_by_place()
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        Problem? Create(CampaignSpec spec) => host.Ask(() => host.Campaign("spring").Create(spec)).Problem;
        var unknown = new TreatmentSpec("mail", [new ActionSetting("mail", "1")], 1, null);
        Assert.Equal("treatments[0].actions[0].action", Create(Worlds.Spec() with { Treatments = [unknown] })?.Field);
        Assert.Equal("values[0].outcome", Create(Worlds.Spec() with { Values = [new OutcomeValue("x", 1, 1)] })?.Field);
        Assert.Equal("audience[0].in[0]",
            Create(Worlds.Spec() with { Audience = [new AudienceCondition("store", ["99"])] })?.Field);
        Assert.Equal("fallback", Create(Worlds.Spec() with { Fallback = "mail" })?.Field);
    }

    [Fact]
    public void A_campaign_is_created_once_and_another_spec_under_its_id_conflicts()
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        Assert.Null(host.Ask(() => host.Campaign("spring").Create(Worlds.Spec())).Problem);
        Assert.Null(host.Ask(() => host.Campaign("spring").Create(Worlds.Spec())).Problem);
        var other = host.Ask(() => host.Campaign("spring").Create(Worlds.Spec(budget: 5)));
        Assert.Equal(ProblemCode.Conflict, other.Problem?.Code);
        var unknown = host.Ask(() => host.Campaign("other").Request("decided", null));
        Assert.Equal(ProblemCode.UnknownCampaign, unknown.Problem?.Code);
    }

    [Fact]
    public void A_campaign_whose_pool_has_another_budget_is_refused_and_the_pools_stays()
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        var pool = Worlds.Spec().Pool;
        Assert.Null(host.Ask(() => host.Allocator(pool).SetBudget(7_000_000)).Problem);
        var refused = host.Ask(() => host.Campaign("spring").Create(Worlds.Spec(budget: 5)));
        Assert.Equal((ProblemCode.Conflict, "budget", "5"),
            (refused.Problem?.Code, refused.Problem?.Field, refused.Problem?.Value));
        Assert.Contains("7", refused.Problem!.Expected);
        Assert.Equal(7_000_000, host.Ask(() => host.Allocator(pool).Status()).BudgetMicros);
        Assert.Null(host.Ask(() => host.Campaign("spring").Create(Worlds.Spec(budget: 7))).Problem);
    }

    [Fact]
    public void Without_a_live_model_a_campaign_stops_with_the_reason_and_goes_on_when_asked_again()
    {
        var store = new MemoryStore();
        var host = new TestHost(store, Worlds.Make(), 2, 1);
        host.Run(() => host.PutProfiles(Worlds.Profiles(20)));
        Assert.Contains("no-model", host.Ask(() => new ValueTask<CampaignStatus>(
            host.Reach(Worlds.Spec(), CampaignStage.Decided))).Error);
        Assert.Empty(store.Work);
        host.Run(() => host.GoLive());
        Assert.Equal(CampaignStage.Decided, host.Ask(() => new ValueTask<CampaignStatus>(
            host.Reach(Worlds.Spec(), CampaignStage.Decided))).Stage);
    }

    private static (CampaignDecision[] Decisions, CampaignStatus Status, TestHost Host) Decide(
        int shards, ulong seed, CampaignSpec? spec = null, World? world = null)
    {
        var store = new MemoryStore();
        world = Prepared(store, shards, seed, world);
        var host = new TestHost(store, world, shards, seed);
        var status = host.Ask(() => new ValueTask<CampaignStatus>(
            host.Reach(spec ?? Worlds.Spec(), CampaignStage.Decided)));
        return (host.Ask(() => new ValueTask<CampaignDecision[]>(host.Decisions("spring"))), status, host);
    }

    private static World Prepared(MemoryStore store, int shards, ulong seed, World? world = null)
    {
        world ??= Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(20);
        var host = new TestHost(store, world, shards, seed);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe(Worlds.Events(Consumers, 20));
        }));
        host.SnapshotAll();
        return world;
    }

    /// <summary>The same problem, solved from the shards' own options by the frontier.</summary>
    private static AllocationPlan Plan(TestHost host, CampaignStatus status)
    {
        var builder = new OptionTableBuilder();
        for (var shard = 0; shard < host.ShardCount; shard++)
        {
            var state = host.Inside(shard).State;
            var columns = state.Campaigns["spring"];
            for (var row = 0; row < columns.Rows; row++)
            {
                for (var option = 0; option < columns.Options; option++)
                {
                    builder.Add(state.Rows.Ids[row]!, columns.Terms.Treatments[option].Name,
                        Micros.ToDouble(columns.Values(row)[option]), columns.Costs(row)[option]);
                }
            }
        }

        return Frontier.Of(builder.Build()).At(Micros.From(status.Budget)!.Value);
    }
}
