using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Replaying;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Models;

namespace WorldModel.Grains.Tests.Replaying;

/// <summary>Decisions are made again from the journal alone, bit for bit, and say what would change them.</summary>
public sealed class ShardReplayTests
{
    private const int Consumers = 40;
    private const int Shards = 2;

    private static readonly Lazy<(MemoryStore Store, World World)> Decided = new(() => Run(3));

    [Fact]
    public void Every_decision_single_or_of_a_scan_comes_out_with_the_same_bytes()
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (store, world) = Run(seed);
            var checks = Enumerable.Range(0, Shards).SelectMany(shard => Check(store, world, shard)).ToList();
            Assert.All(checks, check =>
                Assert.True(check is { Differences: [], Unknown: null }, $"seed {seed}: {Text(check)}"));
            Assert.True(checks.Count(check => check.Entry.IsScan) > 20);
            Assert.True(checks.Count(check => !check.Entry.IsScan) > 20);
            Assert.Contains(checks, check => check.Entry.Kind == LedgerKind.Repeated);
            Assert.Superset(new HashSet<string?>(["policy", "explore", "holdout", "fallback"]),
                checks.Select(check => check.Entry.Group).ToHashSet());
        }
    }

    [Fact]
    public void What_became_of_a_scans_decision_is_a_line_of_the_ledger_as_a_single_ones_is()
    {
        var (store, world) = Run(5);
        var host = new TestHost(store, world, Shards, 2);
        var scanned = host.Ask(() => new ValueTask<CampaignDecision[]>(host.Decisions("spring")))
            .Where(one => one.Treatment != "none").ToArray();
        var said = scanned.Select((one, i) => new ConsumerEventMessage(
            $"said-{i}", one.Consumer, world.Clock.Today, "delivery", null, null, null, Decision: one.DecisionId,
            Status: i % 2 == 0 ? "delivered" : "failed", Cost: i % 4 == 0 ? .01 : null)).ToArray();
        Assert.True(host.Run(async () => Assert.Empty(await host.Observe(said))));

        var lines = new Dictionary<string, LedgerEntry>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var replay = Replay(world);
            foreach (var record in store.HistoryOf(GrainAddress.Shard(shard)))
            {
                foreach (var entry in replay.Apply(record))
                    if (entry.Kind is LedgerKind.Delivered or LedgerKind.Failed) lines.Add(entry.DecisionId, entry);
            }
        }

        Assert.Equal(said.Length, lines.Count);
        for (var i = 0; i < said.Length; i++)
        {
            var line = lines[scanned[i].DecisionId];
            Assert.Equal((said[i].Status, scanned[i].Consumer, scanned[i].Treatment),
                (line.Kind == LedgerKind.Delivered ? "delivered" : "failed", line.Consumer, line.Treatment));
            double? cost = i % 4 == 0 ? .01 : i % 2 == 0 ? scanned[i].Cost : null;
            Assert.Equal(cost, line.Cost);
        }
    }

    [Fact]
    public void A_record_of_an_earlier_version_leaves_a_state_that_is_not_compared_and_the_same_decisions()
    {
        var (store, world) = Decided.Value;
        var (replay, older) = (Replay(world), Replay(world));
        foreach (var record in store.HistoryOf(GrainAddress.Shard(0)))
        {
            byte[] then = [record[0], GrainJournal.OldestVersion, .. record[2..]];
            Assert.Equal(replay.Check(record).Select(Text), older.Check(then).Select(Text));
        }

        Assert.True(replay.IsOfThisVersion);
        Assert.False(older.IsOfThisVersion);
        var begun = Replay(world);
        begun.Restore(replay.Snapshot());
        Assert.True(begun.IsOfThisVersion);
    }

    [Fact]
    public void The_state_replayed_is_the_shards_own()
    {
        var (store, world) = Decided.Value;
        var host = new TestHost(store, world, Shards, 1);
        for (var shard = 0; shard < Shards; shard++)
        {
            var replay = Replay(world);
            foreach (var record in store.HistoryOf(GrainAddress.Shard(shard))) replay.Apply(record);
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            host.Inside(shard).Snapshot(bytes);
            Assert.Equal(bytes.WrittenSpan.ToArray(), replay.Snapshot());
        }
    }

    [Fact]
    public void A_replay_from_a_snapshot_checks_what_follows_and_says_of_scans_that_their_estimate_is_gone()
    {
        var (store, world) = Decided.Value;
        var records = store.HistoryOf(GrainAddress.Shard(0));
        var cut = records.ToList().FindIndex(record => record[0] == ShardRecords.DecideSlice);
        var first = Replay(world);
        foreach (var record in records.Take(cut)) first.Apply(record);
        var second = Replay(world);
        second.Restore(first.Snapshot());
        var checks = records.Skip(cut).SelectMany(record => second.Check(record)).ToList();
        Assert.All(checks.Where(check => check.Entry.IsScan), check => Assert.Contains("older", check.Unknown));
        Assert.All(checks.Where(check => !check.Entry.IsScan),
            check => Assert.True(check is { Differences: [], Unknown: null }));
        Assert.Equal(2, checks.Select(check => check.Entry.IsScan).Distinct().Count());
    }

    [Fact]
    public void A_decision_that_was_altered_is_named_with_the_field()
    {
        var (store, world) = Decided.Value;
        var records = store.HistoryOf(GrainAddress.Shard(0)).Select(record => record.ToArray()).ToList();
        var at = records.FindIndex(record => record[0] == ShardRecords.Decision && Treatment(record) == "push");
        var replay = Replay(world);
        var expected = Treatment(records[at]);
        Alter(records[at], "push"u8, "pusk"u8);
        var check = records.ConvertAll(record => replay.Check(record))[at].Single();
        var difference = Assert.Single(check.Differences, d => d.Field == "treatment");
        Assert.Equal(("pusk", expected), (difference.Recorded, difference.Reproduced));
    }

    [Fact]
    public void An_estimate_that_was_altered_marks_the_decisions_that_rest_on_it_and_no_others()
    {
        var (store, world) = Decided.Value;
        var records = store.HistoryOf(GrainAddress.Shard(0)).Select(record => record.ToArray()).ToList();
        var slice = records.First(record => record[0] == ShardRecords.EstimateSlice);
        slice[^1] ^= 2;
        var replay = Replay(world);
        var checks = records.SelectMany(record => replay.Check(record)).Where(check => check.Entry.IsScan).ToList();
        var wrong = Assert.Single(checks, check => check.Differences.Count > 0);
        Assert.Contains(wrong.Differences, d => d.Field.StartsWith("value of") || d.Field.StartsWith("cost of"));
    }

    [Fact]
    public void An_event_that_was_altered_shows_in_the_decisions_after_it()
    {
        var (store, world) = Decided.Value;
        var records = store.HistoryOf(GrainAddress.Shard(0)).ToList();
        var last = records.FindLastIndex(record => record[0] == ShardRecords.Events);
        records.RemoveAt(last);
        var replay = Replay(world);
        Assert.Contains(records.SelectMany(record => replay.Check(record)), check => check.Differences.Count > 0);
    }

    [Fact]
    public void Another_model_decides_otherwise_and_a_model_that_is_not_there_is_named()
    {
        var (store, world) = Decided.Value;
        var other = new ShardReplay(world.Schema, new Instead(world.Models[1]));
        var none = new ShardReplay(world.Schema, new ModelLibrary());
        var records = store.HistoryOf(GrainAddress.Shard(0));
        Assert.Contains(records.SelectMany(record => other.Check(record)).SelectMany(check => check.Differences),
            difference => difference.Field == "model" && difference.Reproduced == world.Models[1].Hash);
        Assert.Contains(records.SelectMany(record => none.Check(record)),
            check => check.Unknown?.Contains(world.Models[0].Hash) == true);
    }

    [Fact]
    public void The_nearest_price_flip_is_exact_to_the_bit()
    {
        var (store, world) = Decided.Value;
        var flips = 0;
        foreach (var explained in Explanations(store, world, entry => entry is { Group: "policy", IsScan: false }))
        {
            foreach (var flip in explained.PriceFlips)
            {
                var next = flip.IsAbove ? Math.BitDecrement(flip.Price) : Math.BitIncrement(flip.Price);
                Assert.Equal(flip.Treatment, Best(explained, flip.Price));
                Assert.Equal(explained.Decision.Treatment, Best(explained, next));
                Assert.NotEqual(explained.Decision.Treatment, flip.Treatment);
                Assert.Equal(flip.IsAbove, flip.Price > explained.Decision.ShadowPrice);
                flips++;
            }
        }

        Assert.True(flips > 4, $"{flips} flips");
    }

    [Fact]
    public void A_scans_price_flips_bracket_the_price_it_decided_by()
    {
        var (store, world) = Decided.Value;
        var explained = Explanations(store, world, entry => entry is { Group: "policy", IsScan: true }).ToList();
        Assert.Contains(explained, e => e.PriceFlips.Count == 2);
        Assert.All(explained, e => Assert.All(e.PriceFlips, flip =>
        {
            Assert.NotEqual(e.Decision.Treatment, flip.Treatment);
            if (!flip.IsAbove) Assert.True(flip.Price <= e.Decision.ShadowPrice);
        }));
    }

    [Fact]
    public void An_option_of_a_scan_is_identified_as_one_of_a_single_decision_is()
    {
        var (store, world) = Decided.Value;
        var all = Explanations(store, world, entry => entry.Group == "policy").ToList();
        var singles = Words(all.Where(e => !e.Decision.IsScan));
        Assert.NotEmpty(singles);
        Assert.Subset(singles, Words(all.Where(e => e.Decision.IsScan)));
        Assert.All(singles, told => Assert.Contains(told.Identified, new[] { "randomised", "adjusted", "no" }));

        static HashSet<(string Treatment, string Identified)> Words(IEnumerable<Explanation> explained) =>
            [.. explained.SelectMany(e => e.Options).Select(o => (o.Treatment, o.Identified))];
    }

    [Fact]
    public void Leaving_an_event_out_decides_as_if_it_had_never_come()
    {
        var (store, world) = Decided.Value;
        var explained = Explanations(store, world, entry => entry is { Group: "policy", IsScan: false })
            .Where(e => e.Events.Count > 0 && e.Events[0].Margin is not null).Take(6).ToList();
        Assert.Equal(6, explained.Count);
        foreach (var one in explained)
        {
            // Told again without that fact, the shard weighs as the explanation says.
            var left = one.Events.MaxBy(e => Math.Abs(e.Margin!.Value - one.Events[0].Margin!.Value))!;
            var without = Run(3, e =>
                e.Consumer == one.Decision.Consumer && e.Day == left.Day && e.Name == left.Name);
            var again = Explanations(without.Store, without.World,
                entry => entry.DecisionId == one.Decision.DecisionId).Single();
            var price = one.Decision.ShadowPrice!.Value;
            Assert.Equal(left.Treatment, Best(again, price));
            var nets = again.Options.Where(o => o.ExcludedBy is null)
                .Select(o => (o.Treatment, Net: o.Value!.Value - (price * o.Cost)))
                .Append((Treatment: "none", Net: 0.0)).ToList();
            var own = nets.Single(net => net.Treatment == one.Decision.Treatment).Net;
            var best = nets.Where(net => net.Treatment != one.Decision.Treatment).Max(net => net.Net);
            Assert.Equal(own - best, left.Margin!.Value, 1e-12);
        }

        Assert.True(explained.SelectMany(e => e.Events).Select(e => e.Margin).Distinct().Count() > 6);
    }

    private static string Best(Explanation explained, double price) => explained.Options
        .Where(option => option is { ExcludedBy: null, Value: not null })
        .Select(option => (option.Treatment,
            Net: Math.Round(option.Value!.Value * 1e6) - (price * Math.Round(option.Cost * 1e6))))
        .Prepend(("none", 0.0)).Aggregate((best, next) => next.Item2 > best.Item2 ? next : best).Item1;

    private static IEnumerable<Explanation> Explanations(
        MemoryStore store, World world, Func<LedgerEntry, bool> wanted)
    {
        for (var shard = 0; shard < Shards; shard++)
        {
            var records = store.HistoryOf(GrainAddress.Shard(shard));
            var replay = Replay(world);
            var entries = records.SelectMany((record, i) =>
            {
                replay.Sequence = i + 1;
                return replay.Apply(record);
            }).Where(entry => entry.Kind == LedgerKind.Decision && wanted(entry)).ToList();
            foreach (var entry in entries)
            {
                var again = Replay(world);
                Explanation? found = null;
                for (var i = 0; i < entry.Sequence; i++)
                {
                    again.Sequence = i + 1;
                    found = again.Explain(records[i], entry) ?? found;
                }

                Assert.NotNull(found);
                Assert.True(found.IsReproduced);
                yield return found;
            }
        }
    }

    private static List<CheckedDecision> Check(MemoryStore store, World world, int shard)
    {
        var replay = Replay(world);
        return [.. store.HistoryOf(GrainAddress.Shard(shard)).SelectMany(record => replay.Check(record))];
    }

    private static ShardReplay Replay(World world)
    {
        var models = new ModelLibrary();
        foreach (var model in world.Models) models.Add(model);
        return new ShardReplay(world.Schema, models);
    }

    private static string? Treatment(byte[] record)
    {
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ShardRecords.Decision);
        return ReplyCodec.Decode(ShardRecords.ReadDecision(ref reader).Reply).Treatment;
    }

    private static void Alter(byte[] record, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var at = record.AsSpan().IndexOf(from);
        Assert.True(at > 0);
        to.CopyTo(record.AsSpan(at));
    }

    private static string Text(CheckedDecision check) =>
        $"{check.Entry}: {string.Join("; ", check.Differences)} {check.Unknown}";

    /// <summary>Consumers, their days, single decisions, a scan, more events, single decisions again.</summary>
    private static (MemoryStore Store, World World) Run(ulong seed, Func<ConsumerEventMessage, bool>? leaveOut = null)
    {
        var store = new MemoryStore();
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(10);
        var host = new TestHost(store, world, Shards, seed);
        var events = Worlds.Events(Consumers + 6, 11, seed).Where(new Punctual().IsIn)
            .Where(e => leaveOut?.Invoke(e) != true).ToArray();
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.PutProfiles(Worlds.Profiles(Consumers));
            await host.Observe([.. events.Where(e => e.Day < Worlds.Start.AddDays(10))]);
            await host.Reach(Worlds.Spec(budget: 3) with { Holdout = .15, Explore = .2 }, CampaignStage.Allocated);
            await Decide(host, 0, 16);
            await Decide(host, 0, 4, "again");
            await host.Observe([.. events.Where(e => e.Day == Worlds.Start.AddDays(10))]);
            await host.Campaign("spring").Request(CampaignStage.Decided, null);
            await host.Work();
            await Decide(host, 12, Consumers + 8, "late");
        }));
        host.SnapshotAll();
        return (store, world);
    }

    private static async Task Decide(TestHost host, int from, int to, string prefix = "r")
    {
        for (var i = from; i < to; i++)
        {
            var request = i % 5 == 0 ? Client.Request($"{prefix}{i}", i, "push") : Client.Request($"{prefix}{i}", i);
            Assert.Null((await host.Shard(host.ShardOf(request.Consumer)).DecideOne(request)).Problem);
        }
    }

    /// <summary>Without events that come too late: where another is left out, they would not be.</summary>
    private sealed class Punctual
    {
        private readonly Dictionary<string, DateOnly> _newest = [];

        public bool IsIn(ConsumerEventMessage e)
        {
            var newest = _newest.GetValueOrDefault(e.Consumer);
            _newest[e.Consumer] = newest > e.Day ? newest : e.Day;
            return e.Day >= newest.AddDays(newest == default ? 0 : -2);
        }
    }

    private sealed class Instead(FrozenModel model) : IModelLibrary
    {
        public FrozenModel? Find(string hash) => model;

        public FrozenModel? Live(string name) => model;

        public FrozenModel? Shadow(string name) => null;

        public void Announce(string name, string? hash, string? shadow, long version)
        {
            // Only one model is ever known.
        }
    }
}
