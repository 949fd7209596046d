using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Numerics;

namespace WorldModel.Grains.Tests;

/// <summary>
/// Campaigns that come to one pool, are allocated, decided, closed and begun anew, while its budget changes, decisions
/// spend it, days pass and the process ends: whatever the order, after a few sweeps all that are allocated have one
/// price, and a sweep more changes nothing.
/// </summary>
public sealed class SharedPriceModelTests(ITestOutputHelper output)
{
    private const int Stories = 60;
    private const int Steps = 25;

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, Stories).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void Whatever_happens_the_campaigns_of_a_pool_come_to_one_price_and_rest(ulong seed)
    {
        var story = new Story(seed);
        for (var step = 0; step < Steps; step++)
        {
            story.Step();
            story.CheckRest();
        }

        output.WriteLine($"seed {seed}: {story}");
    }

    private sealed class Story
    {
        private static readonly string[] Names = ["spring", "summer", "autumn", "winter"];

        private readonly Decisions _decisions;
        private readonly RandomStream _random;
        private readonly HashSet<double> _prices = [];
        private int _requests;
        private int _crashes;
        private int _rests;

        public Story(ulong seed)
        {
            (_decisions, _random) = (new Decisions(seed), new RandomStream(seed, 23));
            Assert.Null(Ask(() => Host.Allocator("pool").SetBudget(1_500_000)).Problem);
        }

        private TestHost Host => _decisions.Host;

        public override string ToString() =>
            $"{_requests} decisions, {_prices.Count} prices, {_crashes} crashes, {_rests} times two or more at rest";

        /// <summary>Something is asked for, refused or not; one time in four the process ends on the way.</summary>
        public void Step()
        {
            var crash = _random.NextInt(4) == 0 ? _random.NextInt(120) : int.MaxValue;
            var act = Act();
            if (Host.Run(act, crash)) return;
            _crashes++;
            _decisions.Restart(_random.NextULong());
        }

        public void CheckRest()
        {
            Ask(() => Host.Allocator("pool").SetStopped(false));
            for (var sweep = 0; sweep < 3; sweep++) Sweep();
            var before = _decisions.Store.Records;
            Sweep();
            Assert.Equal(before, _decisions.Store.Records);

            var pool = Ask(() => Host.Allocator("pool").Detail());
            Assert.True(pool.Status.RemainingMicros >= 0);
            var open = Names.Select(Status).OfType<CampaignStatus>().Where(status => status.Error is null
                && status is { Stage: CampaignStage.Allocated, Requested: CampaignStage.Allocated }).ToArray();
            if (open.Length == 0) return;
            if (pool.ShadowPrice is not { } price)
            {
                // The price is to be found, and what is free does not even pay for those who explore.
                Assert.Equal("budget", Ask(() => Host.Allocator("pool").Part(open[0].Id)).Problem?.Field);
                return;
            }

            Assert.All(open, status => Assert.Equal(price, status.ShadowPrice));
            if (pool.Pace is null)
                Assert.All(open, status => Assert.Equal(pool.Status.BudgetMicros / 1e6, status.Budget, 9));
            _prices.Add(price);
            if (open.Length > 1) _rests++;
        }

        private Func<Task> Act()
        {
            var name = Names[_random.NextInt(Names.Length)];
            var (campaign, pool) = (Host.Campaign(name), Host.Allocator("pool"));
            switch (_random.NextInt(12))
            {
                case 5 when _random.NextInt(4) == 0:
                    return Then(() => campaign.Close());
                case 0 or 1 or 2 or 5:
                    var spec = Worlds.Spec(name, perConsumer: null) with { Explore = .1, Holdout = .1 };
                    return async () =>
                    {
                        await campaign.Create(spec);
                        await campaign.Request(CampaignStage.Allocated, null);
                        await Host.Work();
                    };
                case 3:
                    return Then(() => campaign.Request(CampaignStage.Decided, null));
                case 4:
                    _decisions.Tomorrow();
                    return Then(() => campaign.Request(CampaignStage.Estimated, _decisions.Clock.Today));
                case 6 or 7:
                    var budget = 500_000 + (1000L * _random.NextInt(4000));
                    return Then(() => pool.SetBudget(budget));
                case 8:
                    var pace = _random.NextInt(2) == 0 ? null : new PoolPace(1_000_000, PoolWindow.Day);
                    return Then(async () => await pool.SetTerms((await pool.Status()).BudgetMicros, pace));
                case 9:
                    return async () =>
                    {
                        await pool.SetStopped(true);
                        await campaign.Request(CampaignStage.Decided, null);
                        await Host.Work();
                        await pool.SetStopped(false);
                    };
                default:
                    var requests = Enumerable.Range(0, 5).Select(_ => _random.NextInt(Decisions.Consumers))
                        .Select(i => new DecisionRequest($"r{_requests++}", name, Worlds.Consumer(i), null)).ToArray();
                    return () => Task.WhenAll(requests.Select(request =>
                        Host.Shard(Host.ShardOf(request.Consumer)).DecideOne(request).AsTask()));
            }
        }

        private Func<Task> Then<T>(Func<ValueTask<T>> ask) => async () =>
        {
            await ask();
            await Host.Work();
        };

        /// <summary>As the host sweeps: what is refused now is asked for again the next time.</summary>
        private void Sweep() => Assert.True(Host.Run(async () =>
        {
            for (var shard = 0; shard < Decisions.Shards; shard++) await Host.Shard(shard).Sweep();
            var sweep = await Host.Allocator("pool").Sweep();
            foreach (var id in sweep.Sharing) await Host.Campaign(id).Reprice(sweep.ShadowPrice);
            await Host.Work();
        }));

        private CampaignStatus? Status(string name) => Ask(() => Host.Campaign(name).Status()).Status;

        private T Ask<T>(Func<ValueTask<T>> ask) => Host.Ask(ask);
    }
}
