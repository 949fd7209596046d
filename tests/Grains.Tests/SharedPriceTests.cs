using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>Several campaigns on one pool: one price, and together what one allocation of all would be.</summary>
public sealed class SharedPriceTests
{
    private static readonly string[] Names = ["autumn", "spring", "summer"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Together_they_take_what_one_allocation_of_all_their_options_takes(int shardCount)
    {
        for (var seed = 0UL; seed < 40; seed++)
        {
            var random = new RandomStream(seed, 5);
            var instance = Instance(random, 6 + random.NextInt(20), coarse: seed % 2 == 0);
            var budget = 50_000L * random.NextInt(60);
            var grains = new ManyCampaigns(instance, shardCount);
            var shards = new PricedShards(grains.Grains, Names);
            var search = new PriceSearch(shards, World.SmallLimits, budget);
            var whole = OneTurn.Ask(search.Run);
            Assert.Null(whole.Problem);
            var parts = Names.Select((_, k) => OneTurn.Ask(() =>
                CampaignPart.Of(shards, World.SmallLimits, k, whole, search.Filled[k]))).ToArray();

            Assert.Equal(whole.SpendMicros, parts.Sum(part => part.SpendMicros));
            Assert.Equal(whole.ValueMicros, parts.Sum(part => part.ValueMicros));
            Assert.All(parts, part => Assert.Equal(whole.ShadowPrice, part.ShadowPrice));
            Assert.All(parts, part => Assert.True(part.DualMicros >= part.ValueMicros));
            for (var k = 0; k < Names.Length; k++)
            {
                var taken = grains.Decide(Names[k], parts[k]).ToArray();
                Assert.Equal(parts[k].SpendMicros, taken.Sum(step => step.Cost));
                Assert.Equal(parts[k].ValueMicros, taken.Sum(step => step.Value));
            }

            var single = new PriceSearch(
                new PricedShards(grains.AsOne(), ["spring"]), World.SmallLimits, budget);
            var expected = OneTurn.Ask(single.Run);
            Assert.Equal(expected.ShadowPrice, whole.ShadowPrice);
            // Of steps with equal slopes other ones may come first: the hashes are others.
            if (seed % 2 != 0)
            {
                Assert.Equal((expected.SpendMicros, expected.ValueMicros, expected.DualMicros),
                    (whole.SpendMicros, whole.ValueMicros, whole.DualMicros));
            }

            Assert.True(whole.SpendMicros <= budget);
        }
    }

    [Fact]
    public void Campaigns_of_a_pool_get_one_price_and_both_scans_stay_within_it()
    {
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(new MemoryStore(), world, 4, 3);
        var (spring, summer) = (Worlds.Spec("spring", budget: 3), Worlds.Spec("summer", budget: 3));
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(60));
            await host.Observe(Worlds.Events(60, 10));
            await host.Reach(spring, CampaignStage.Allocated);
        }));
        var alone = Status(host, "spring").ShadowPrice;
        Assert.True(host.Run(() => host.Reach(summer, CampaignStage.Allocated)));
        var together = Status(host, "summer").ShadowPrice;
        Assert.True(together > alone, "more compete for the same budget");

        // Spring was priced before summer came: it is priced again before it decides.
        Assert.True(host.Run(() => host.Reach(spring, CampaignStage.Decided)));
        Assert.Equal(together, Status(host, "spring").ShadowPrice);
        Assert.True(host.Run(() => host.Reach(summer, CampaignStage.Decided)));
        var pool = host.Ask(() => host.Allocator("pool").Status());
        Assert.Equal(pool.CommittedMicros,
            Micros.From(Status(host, "spring").Spend) + Micros.From(Status(host, "summer").Spend));
        Assert.InRange(pool.CommittedMicros, 2_500_000, 3_000_000);
    }

    [Fact]
    public void A_campaign_allocated_before_takes_over_the_price_and_its_part_of_the_budget()
    {
        var decisions = new Decisions();
        var (alone, together) = Shared(decisions);
        Assert.Equal(alone, decisions.Status("spring").ShadowPrice);

        Sweep(decisions);
        var (spring, summer) = (decisions.Status("spring"), decisions.Status("summer"));
        Assert.Equal((CampaignStage.Allocated, together), (spring.Stage, spring.ShadowPrice));
        Assert.Equal(together, decisions.Decide("spring", 0).ShadowPrice);
        Assert.InRange(spring.Spend + summer.Spend, 1.5, 2);

        // Both have it now: nothing is left to do, however much is spent meanwhile, and after a restart.
        decisions.DecideAll("summer");
        AssertIdle(decisions);
        decisions.Restart();
        AssertIdle(decisions);
        Assert.Equal(together, decisions.Status("spring").ShadowPrice);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wherever_the_process_ends_on_the_way_both_have_one_price_after_a_few_sweeps(ulong seed)
    {
        for (var steps = 0; ; steps += 3)
        {
            var decisions = new Decisions(seed);
            Shared(decisions);
            var isDone = decisions.Host.Run(() => decisions.Host.Sweep("pool"), steps);
            decisions.Restart();
            for (var sweep = 0; sweep < 2; sweep++)
            {
                Assert.True(decisions.Host.Run(async () =>
                {
                    await decisions.Host.Work();
                    await decisions.Host.Sweep("pool");
                }));
            }

            var (spring, summer) = (decisions.Status("spring"), decisions.Status("summer"));
            Assert.Equal(spring.ShadowPrice, summer.ShadowPrice);
            Assert.Equal((CampaignStage.Allocated, CampaignStage.Allocated), (spring.Stage, summer.Stage));
            Assert.InRange(spring.Spend + summer.Spend, 1.5, 2);
            Assert.Equal(spring.ShadowPrice, decisions.Decide("spring", 0).ShadowPrice);
            Assert.Equal(spring.ShadowPrice, decisions.Decide("summer", 0).ShadowPrice);
            AssertIdle(decisions);
            if (isDone) return;
        }
    }

    [Fact]
    public void Who_is_at_work_or_stopped_keeps_the_price_that_it_has()
    {
        var decisions = new Decisions();
        var (alone, together) = Shared(decisions);
        Assert.NotNull(decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetStopped(true)));
        AssertIdle(decisions);
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetStopped(false));
        // Its scan takes the common price by itself, of what is left then.
        Assert.Null(decisions.Host.Ask(() => decisions.Host.Campaign("spring").Request("decided", null)).Problem);
        var reply = decisions.Host.Ask(() => decisions.Host.Campaign("spring").Reprice(together));
        Assert.Equal((CampaignStage.Allocated, alone), (reply.Status!.Stage, reply.Status.ShadowPrice));
        Assert.True(decisions.Host.Run(() => decisions.Host.Work()));
        Assert.Equal(together, decisions.Status("spring").ShadowPrice);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    public void Another_budget_is_another_price_with_the_next_sweep(int units)
    {
        var decisions = new Decisions();
        var (_, together) = Shared(decisions);
        Sweep(decisions);
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetBudget(units * 1_000_000));
        Assert.Null(decisions.Host.Ask(() => decisions.Host.Allocator("pool").Detail()).ShadowPrice);
        decisions.Recover();
        Sweep(decisions);
        var (spring, summer) = (decisions.Status("spring"), decisions.Status("summer"));
        Assert.Equal(spring.ShadowPrice, summer.ShadowPrice);
        Assert.Equal(units < 2, spring.ShadowPrice > together);
        Assert.InRange(spring.Spend + summer.Spend, units - .3, units);
        Assert.Equal((units, units), (spring.Budget, summer.Budget));
        AssertIdle(decisions);
    }

    [Fact]
    public void A_campaign_alone_decides_with_the_budget_that_there_is_and_so_do_those_whom_another_leaves()
    {
        var decisions = new Decisions();
        Shared(decisions);
        Sweep(decisions);
        decisions.Close("summer");
        Sweep(decisions);
        Assert.InRange(decisions.Status("spring").Spend, 1.7, 2);
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetBudget(4_000_000));
        // Asked at once, before any sweep.
        decisions.Request("spring", CampaignStage.Decided);
        Assert.InRange(decisions.Status("spring").Spend, 3.7, 4);
        AssertIdle(decisions);
    }

    [Fact]
    public void What_has_ended_leaves_its_share_and_spends_nothing_more()
    {
        var decisions = new Decisions();
        var last = decisions.Clock.Today;
        decisions.Reach(Decisions.Plain() with { Budget = 2 }, CampaignStage.Allocated);
        decisions.Reach(Decisions.Plain("summer") with { Budget = 2, Until = last }, CampaignStage.Allocated);
        Sweep(decisions);
        Assert.InRange(decisions.Status("spring").Spend, .1, 1.9);
        decisions.Tomorrow();
        var refused = decisions.Request("summer", CampaignStage.Decided).Problem;
        Assert.Equal((ProblemCode.WrongStage, "campaign"), (refused?.Code, refused?.Field));
        Assert.Null(decisions.Request("spring", CampaignStage.Estimated, last.AddDays(1)).Problem);
        Assert.Null(decisions.Request("spring", CampaignStage.Allocated).Problem);
        Assert.InRange(decisions.Status("spring").Spend, 1.7, 2);
        AssertIdle(decisions);
        Assert.Null(decisions.Request("spring", CampaignStage.Decided).Problem);
        Assert.Equal(decisions.Pool.CommittedMicros, Micros.From(decisions.Status("spring").Spend));
    }

    [Fact]
    public void A_budget_that_changes_while_its_price_is_searched_is_searched_again()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var decisions = new Decisions(seed);
            decisions.Reach(Decisions.Plain() with { Budget = 2 }, CampaignStage.Allocated);
            var allocator = decisions.Host.Allocator("pool");
            Assert.True(decisions.Host.Run(async () =>
            {
                await allocator.SetBudget(3_000_000);
                var search = decisions.Host.Sweep("pool");
                await Task.WhenAll(search, allocator.SetBudget(4_000_000).AsTask());
            }));
            Sweep(decisions);
            Assert.InRange(decisions.Status("spring").Spend, 3.7, 4);
            AssertIdle(decisions);
        }
    }

    [Fact]
    public void A_campaign_alone_hears_of_a_budget_wherever_the_process_ends_on_the_way()
    {
        for (var steps = 0; ; steps++)
        {
            var decisions = new Decisions(1);
            decisions.Reach(Decisions.Plain() with { Budget = 2 }, CampaignStage.Allocated);
            decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetBudget(4_000_000));
            var isDone = decisions.Host.Run(() => decisions.Host.Sweep("pool"), steps);
            decisions.Restart();
            Assert.True(decisions.Host.Run(() => decisions.Host.Work()));
            Sweep(decisions);
            Assert.InRange(decisions.Status("spring").Spend, 3.7, 4);
            if (isDone) return;
        }
    }

    [Fact]
    public void A_budget_that_comes_with_a_pace_leaves_the_price_to_the_next_allocation()
    {
        var decisions = new Decisions();
        decisions.Reach(Decisions.Plain() with { Budget = 2 }, CampaignStage.Allocated);
        var price = decisions.Status("spring").ShadowPrice;
        PoolReply Set(PoolPace? pace) =>
            decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetTerms(4_000_000, pace));
        Assert.Null(Set(new PoolPace(100_000, PoolWindow.Hour)).Problem);
        AssertIdle(decisions);
        Assert.Equal(price, decisions.Status("spring").ShadowPrice);
        Assert.Null(Set(null).Problem);
        Sweep(decisions);
        Assert.True(decisions.Status("spring").ShadowPrice < price);
    }

    [Fact]
    public void Where_what_is_free_does_not_pay_for_those_who_explore_the_price_stays_until_it_does()
    {
        var decisions = new Decisions();
        decisions.Reach(Decisions.Plain() with { Budget = 4, Explore = 1 }, CampaignStage.Allocated);
        SetBudget(decisions, 100_000);
        var reply = decisions.Host.Ask(() => decisions.Host.Campaign("spring").Reprice(null));
        Assert.Equal(("budget", CampaignStage.Allocated), (reply.Problem?.Field, reply.Status!.Stage));
        SetBudget(decisions, 5_000_000);
        Sweep(decisions);
        Assert.Equal(5, decisions.Status("spring").Budget);
    }

    [Fact]
    public void A_price_being_told_gives_way_to_the_next_round_and_hides_no_error()
    {
        var decisions = new Decisions();
        var (_, together) = Shared(decisions);
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetStopped(true));
        decisions.Request("spring", CampaignStage.Decided);
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetStopped(false));
        var stopped = decisions.Status("spring");
        Assert.Equal((CampaignStage.Allocated, together), (stopped.Stage, stopped.ShadowPrice));
        Assert.Contains(ProblemCode.PoolStopped, stopped.Error);
        SetBudget(decisions, 3_000_000);
        var reply = decisions.Host.Ask(() => decisions.Host.Campaign("spring").Reprice(null));
        Assert.Equal((CampaignStage.Estimated, stopped.Error), (reply.Status!.Stage, reply.Status.Error));
        decisions.Tomorrow();
        Assert.Null(decisions.Request("spring", CampaignStage.Estimated, decisions.Clock.Today).Problem);
        var status = decisions.Status("spring");
        Assert.Equal((2, CampaignStage.Estimated, null), (status.Round, status.Stage, status.Error));
    }

    [Fact]
    public void A_scan_that_a_stop_cut_off_on_the_last_day_spends_what_is_kept_for_it()
    {
        var decisions = new Decisions();
        var spec = Decisions.Plain() with { Budget = 2, Until = decisions.Clock.Today };
        decisions.Reach(spec, CampaignStage.Allocated);
        Assert.True(decisions.Host.Run(async () =>
        {
            await decisions.Host.Campaign("spring").Request(CampaignStage.Decided, null);
            await decisions.Host.Campaign("spring").Advance();
            await decisions.Host.Allocator("pool").SetStopped(true);
            await decisions.Host.Work();
        }));
        Assert.Contains(ProblemCode.PoolStopped, decisions.Status("spring").Error);
        Assert.True(decisions.Pool.ReservedMicros > 0);
        decisions.Tomorrow();
        decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetStopped(false));
        Assert.Null(decisions.Request("spring", CampaignStage.Decided).Problem);
        Assert.Equal(CampaignStage.Decided, decisions.Status("spring").Stage);
        Assert.Equal(0, decisions.Pool.ReservedMicros);
    }

    private static void SetBudget(Decisions decisions, long micros) =>
        Assert.Null(decisions.Host.Ask(() => decisions.Host.Allocator("pool").SetBudget(micros)).Problem);

    private static void Sweep(Decisions decisions) =>
        Assert.True(decisions.Host.Run(() => decisions.Host.Sweep("pool")));

    /// <summary>Spring is allocated, then summer; the price that spring had alone, and summer's.</summary>
    private static (double Alone, double Together) Shared(Decisions decisions)
    {
        decisions.Reach(Decisions.Plain() with { Budget = 2 }, CampaignStage.Allocated);
        var alone = decisions.Status("spring").ShadowPrice;
        decisions.Reach(Decisions.Plain("summer") with { Budget = 2 }, CampaignStage.Allocated);
        var together = decisions.Status("summer").ShadowPrice;
        Assert.True(together > alone, "more compete for the same budget");
        return (alone, together);
    }

    /// <summary>A sweep asks nothing new of any campaign.</summary>
    private static void AssertIdle(Decisions decisions)
    {
        var before = decisions.Store.HistoryOf(GrainAddress.Campaign("spring")).Count
            + decisions.Store.HistoryOf(GrainAddress.Campaign("summer")).Count;
        Sweep(decisions);
        Assert.Equal(before, decisions.Store.HistoryOf(GrainAddress.Campaign("spring")).Count
            + decisions.Store.HistoryOf(GrainAddress.Campaign("summer")).Count);
    }

    private static CampaignStatus Status(TestHost host, string id) =>
        host.Ask(() => host.Campaign(id).Status()).Status!;

    /// <summary>Values by campaign and consumer; coarse ones tie often, also across campaigns.</summary>
    private static Dictionary<string, (string Id, long[] Values)[]> Instance(
        RandomStream random, int consumers, bool coarse) => Names.ToDictionary(name => name, _ =>
        Enumerable.Range(0, consumers).Select(i => (Worlds.Consumer(i), Enumerable.Range(0, 3)
            .Select(_ => coarse ? 50_000L * random.NextInt(6) : random.NextInt(400_000)).ToArray())).ToArray());

    /// <summary>Shards that hold columns of several campaigns.</summary>
    private sealed class ManyCampaigns
    {
        private static readonly long[] Costs = [50_000, 150_000, 190_000];

        private readonly Dictionary<string, (string Id, long[] Values)[]> _instance;
        private readonly Dictionary<string, OptionShard>[] _shards;

        public ManyCampaigns(Dictionary<string, (string Id, long[] Values)[]> instance, int shards)
        {
            _instance = instance;
            _shards = [.. Enumerable.Range(0, shards).Select(shard => instance.ToDictionary(
                entry => entry.Key, entry => Shard([.. entry.Value.Where(consumer =>
                    ConsumerHash.Shard(ConsumerHash.Of(consumer.Id), shards) == shard)])))];
            Grains = new OptionGrains([.. _shards.Select(campaigns => Shard([], campaigns))]);
        }

        public OptionGrains Grains { get; }

        /// <summary>What a campaign's part gives its consumers.</summary>
        public IEnumerable<(long Cost, long Value)> Decide(string campaign, AllocationReply part)
        {
            var values = _instance[campaign].ToDictionary(consumer => consumer.Id, consumer => consumer.Values);
            return _shards.SelectMany(shard => shard[campaign].Decide(part)).Where(taken => taken.Option >= 0)
                .Select(taken => (Costs[taken.Option], values[taken.Consumer][taken.Option]));
        }

        /// <summary>The same options as those of consumers of their own, in one campaign.</summary>
        public OptionGrains AsOne() => new([Shard([.. Names.SelectMany(name => _instance[name].Select(consumer =>
            ($"{consumer.Id} in {name}", consumer.Values)))])]);

        private static OptionShard Shard(
            (string Id, long[] Values)[] consumers, Dictionary<string, OptionShard>? campaigns = null) =>
            new(Worlds.Make().Schema, Worlds.Spec(), World.SmallLimits, consumers) { Campaigns = campaigns ?? [] };
    }
}
