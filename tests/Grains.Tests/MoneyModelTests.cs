using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Numerics;

namespace WorldModel.Grains.Tests;

/// <summary>
/// Decisions, deliveries, sweeps, stops and passing time in any interleaving, cut short by crashes, beside a model that
/// knows only what was acknowledged: never over the budget, nothing paid twice, nothing lost.
/// </summary>
public sealed class MoneyModelTests(ITestOutputHelper output)
{
    private const int Shards = 4;
    private const int Consumers = 40;
    private const int Lives = 6;
    private const int Stories = 40;
    private static readonly string[] Campaigns = ["spring", "summer", "autumn"];

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, Stories).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void Whatever_happens_the_money_adds_up(ulong seed)
    {
        var story = new Story(seed);
        for (var life = 1; life <= Lives; life++)
        {
            story.Live(life);
            story.CheckInvariants();
        }

        story.End();
        output.WriteLine($"seed {seed}: {story}");
    }

    private sealed class Story
    {
        private readonly MemoryStore _store = new();
        private readonly World _world = Worlds.Make(leaseDecisions: 4);
        private readonly RandomStream _random;
        private readonly ulong _seed;
        private readonly Dictionary<string, DecisionReply> _answers = [];
        private readonly Dictionary<string, Delivery> _said = [];
        private readonly long _budget;
        private TestHost _host;
        private int _crashes;
        private bool _isTomorrow;

        /// <summary>What is true of a decision, told as often as it takes, under this id and others.</summary>
        private sealed class Delivery
        {
            public required string Request { get; init; }

            public required string Status { get; init; }

            public double? Cost { get; init; }

            public bool IsHeard { get; set; }
        }

        public Story(ulong seed)
        {
            (_seed, _random) = (seed, new RandomStream(seed, 17));
            _budget = 300_000 + (1000 * _random.NextInt(4000));
            _world.Clock.Today = Worlds.Start.AddDays(10);
            _host = new TestHost(_store, _world, Shards, seed);
            Assert.True(_host.Run(async () =>
            {
                await _host.GoLive();
                await _host.PutProfiles(Worlds.Profiles(Consumers));
                foreach (var id in Campaigns)
                    await _host.Reach(Worlds.Spec(id, budget: _budget / 1e6), CampaignStage.Allocated);
            }));
        }

        public override string ToString() => $"budget {_budget}, {_answers.Count} decisions, {_said.Count} deliveries, "
            + $"{_said.Values.Count(said => said.IsHeard)} of them in time, {_crashes} crashes; "
            + $"{Pool.CommittedMicros} committed";

        private PoolStatus Pool => _host.Ask(() => _host.Allocator("pool").Status());

        /// <summary>A burst of everything at once, cut short by a crash more often than not.</summary>
        public void Live(int life)
        {
            var steps = _random.NextInt(4) == 0 ? int.MaxValue : 100 + _random.NextInt(1500);
            var ended = _host.Run(() => Task.WhenAll(Enumerable.Range(0, 120).Select(i => Act(life, i))), steps);
            if (!ended) _crashes++;
            _host = new TestHost(_store, _world, Shards, (_seed * 100) + (ulong)life);
        }

        public void CheckInvariants()
        {
            var (pool, detail) = (Pool, _host.Ask(() => _host.Allocator("pool").Detail()));
            var at = $"seed {_seed}: {pool}";
            Assert.True(pool.RemainingMicros >= 0, at);
            Assert.True(pool is { ReservedMicros: >= 0, LeasedMicros: >= 0, CommittedMicros: >= 0 }, at);
            Assert.Equal(_budget, pool.BudgetMicros);
            var (held, committed) = (0L, 0L);
            foreach (var book in Books())
            {
                if (book.Lease("pool") is not { } lease) continue;
                Assert.True(lease is { Unspent: >= 0, Reserved: >= 0 }, at);
                Assert.Equal(book.Reservations.Where(r => r.IsOpen).Sum(r => r.ChargeMicros), lease.Reserved);
                held += lease.Unspent + lease.Reserved;
                committed += lease.Committed;
            }

            // A pool may not know yet what was spent or given back; it believes no shard to hold less than it does.
            Assert.True(pool.LeasedMicros + pool.CommittedMicros >= held + committed, at);
            Assert.True(pool.CommittedMicros <= committed, at);
            Assert.Equal(pool.LeasedMicros, detail.Leases.Sum(lease => lease.HeldMicros));
        }

        /// <summary>Everything is said again, time passes, and all that is left is what was delivered.</summary>
        public void End()
        {
            Assert.True(_host.Run(async () =>
            {
                await _host.Allocator("pool").SetStopped(false);
                foreach (var (decision, said) in _said) await Say(decision, said, decision);
                foreach (var (id, answer) in _answers.ToArray()) await Decide(id, answer);
                await Sweep();
            }));
            var expected = _said.Values.Where(said => said is { IsHeard: true, Status: "delivered" }).Sum(CostOf);
            Assert.Equal(expected, Pool.CommittedMicros);
            CheckInvariants();

            _world.Clock.Today = _world.Clock.Today.AddDays(3);
            Assert.True(_host.Run(Sweep));
            Assert.Equal((expected, 0, 0), (Pool.CommittedMicros, Pool.LeasedMicros, Pool.ReservedMicros));
            Assert.All(Books(), book => Assert.Equal((0, 0), (book.Lease("pool")?.Unspent ?? 0, book.Count)));
        }

        private IEnumerable<LeaseBook> Books() =>
            Enumerable.Range(0, Shards).Select(shard => _host.Inside(shard).State.Leases);

        private async Task Act(int life, int i)
        {
            switch (_random.NextInt(20))
            {
                case 0 or 10 or 11: await Sweep(); break;
                case 1: await _host.Allocator("pool").SetStopped(_random.NextInt(3) == 0); break;
                case 2 when life == Lives / 2 && !_isTomorrow:
                    _isTomorrow = true;
                    _world.Clock.Today = _world.Clock.Today.AddDays(1);
                    break;
                case < 9: await Deliver(life, i); break;
                default: await Decide(null, null); break;
            }
        }

        private async Task Decide(string? id, DecisionReply? before)
        {
            id ??= $"{Campaigns[_random.NextInt(Campaigns.Length)]}/{_random.NextInt(Consumers)}";
            var (campaign, consumer) = (id.Split('/')[0], Worlds.Consumer(int.Parse(id.Split('/')[1])));
            var reply = await _host.Shard(_host.ShardOf(consumer)).DecideOne(
                new DecisionRequest(id, campaign, consumer, null));
            Assert.Null(reply.Problem);
            before ??= _answers.GetValueOrDefault(id);
            if (before is not null) Assert.Equal(Text(before), Text(reply));
            _answers[id] = reply;
        }

        private async Task Deliver(int life, int i)
        {
            var given = _answers
                .Where(answer => answer.Value is { Treatment: not "none", Group: not "fallback" }).ToArray();
            if (given.Length == 0) return;
            var (request, answer) = given[_random.NextInt(given.Length)];
            if (!_said.TryGetValue(answer.DecisionId, out var said))
            {
                var isFailed = _random.NextInt(4) == 0;
                _said[answer.DecisionId] = said = new Delivery
                {
                    Request = request,
                    Status = isFailed ? "failed" : "delivered",
                    Cost = !isFailed && _random.NextInt(2) == 0 ? .01 : null,
                };
            }

            await Say(answer.DecisionId, said, _random.NextInt(2) == 0 ? answer.DecisionId : $"{life}.{i}");
        }

        private async Task Say(string decision, Delivery said, string id)
        {
            var consumer = Worlds.Consumer(int.Parse(said.Request.Split('/')[1]));
            var message = new ConsumerEventMessage(id, consumer, _world.Clock.Today, "delivery", null, null, null,
                Decision: decision, Status: said.Status, Cost: said.Cost);
            var reply = await _host.Shard(_host.ShardOf(consumer)).Observe(new ObserveBatch([message]));
            said.IsHeard |= reply.Refused.Length == 0;
            Assert.All(reply.Refused, refused => Assert.Equal(ProblemCode.Expired, refused.Problem.Code));
        }

        private async Task Sweep()
        {
            for (var shard = 0; shard < Shards; shard++)
                Assert.Null((await _host.Shard(shard).Sweep()).Problem);
            await _host.Allocator("pool").Sweep();
        }

        private long CostOf(Delivery said)
        {
            var answer = _answers[said.Request];
            return (long)Math.Round(1e6 * (said.Cost
                ?? answer.Options.Single(option => option.Treatment == answer.Treatment).Cost));
        }

        private static string Text(DecisionReply reply) => System.Text.Json.JsonSerializer.Serialize(reply);
    }
}
