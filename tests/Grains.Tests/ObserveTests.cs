using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>Events and profiles: each is judged by itself, counted once, and survives a crash.</summary>
public sealed class ObserveTests
{
    private const int Consumers = 60;
    private const int Days = 15;

    [Fact]
    public void After_crashes_and_a_replay_of_the_whole_file_every_state_is_that_of_an_undisturbed_run()
    {
        var events = Worlds.WithChanges(Worlds.Events(Consumers, Days));
        var undisturbed = States(Live(new MemoryStore(), 4, 1, events, out var refused));
        Assert.Contains(refused, item => item.Problem.Code == ProblemCode.Late);
        Assert.Contains(refused, item => item.Problem.Field.EndsWith(".reverses", StringComparison.Ordinal));
        for (var seed = 0UL; seed < 20; seed++)
        {
            var store = new MemoryStore();
            var world = NewWorld();
            for (var life = 1; life < 5; life++)
            {
                var cut = new TestHost(store, world, 4, (seed * 10) + (ulong)life);
                cut.Run(() => Feed(cut, events), 60 * life);
            }

            var last = new TestHost(store, world, 4, seed);
            Assert.True(last.Run(() => Feed(last, events)));
            Assert.Equal(undisturbed, States(last));
        }
    }

    [Fact]
    public void A_snapshot_brings_back_the_same_bytes()
    {
        var store = new MemoryStore();
        var host = Live(store, 2, 1, Worlds.WithChanges(Worlds.Events(Consumers, Days)), out _);
        host.Run(() => host.Shard(0).Forget(host.Inside(0).State.Rows.Ids[0]!).AsTask());
        host.SnapshotAll();
        var again = new TestHost(store, host.World, 2, 2);
        Assert.Equal(States(host), States(again));
        var first = new System.Buffers.ArrayBufferWriter<byte>();
        var second = new System.Buffers.ArrayBufferWriter<byte>();
        host.Inside(0).Snapshot(first);
        again.Inside(0).Snapshot(second);
        Assert.True(first.WrittenSpan.SequenceEqual(second.WrittenSpan));
    }

    [Fact]
    public void Attributes_put_are_acknowledged_but_are_no_events()
    {
        var host = NewHost();
        var profiles = new ProfileBatch([new("a", []), new("b", [])]);
        var reply = host.Ask(() => host.Shard(0).PutProfiles(profiles));
        Assert.Equal(2, reply.Applied);
        Assert.Equal(0, host.Ask(() => host.Shard(0).Status()).Applied);
    }

    [Fact]
    public void An_event_creates_its_consumer_and_a_repeat_counts_once()
    {
        var host = NewHost();
        var reply = Observe(host, Worlds.Event("a", "x", 0), Worlds.Event("a", "x", 0), Worlds.Event("b", "x", 0, 2));
        Assert.Equal((2, 0, 1, 0), (reply.Applied, reply.Merged, reply.Repeated, reply.Refused.Length));
        Assert.Equal(1, Observe(host, Worlds.Event("a", "x", 0)).Repeated);
        Assert.Equal(1, Observe(host, Worlds.Event("a", "y", 0)).Applied);
        Assert.Equal(2, host.Ask(() => host.Shard(0).Status()).Consumers);
    }

    [Fact]
    public void Another_event_under_an_id_of_the_consumer_is_refused_and_changes_nothing_also_after_a_restart()
    {
        var store = new MemoryStore();
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(12);
        var host = new TestHost(store, world, 1, 1);
        var (visit, push) = (Worlds.Event("v", "x", 10), Worlds.Event("p", "x", 10, 1));
        var profile = Worlds.Profile("at", "x", visit.Day, 3);
        var reversal = Worlds.Reversal("r", visit);
        ConsumerEventMessage[] said = [visit, push, profile, reversal];
        ConsumerEventMessage[] others =
        [
            visit with { Day = visit.Day.AddDays(1) }, visit with { Name = "purchase" }, Worlds.Event("v", "x", 10, 1),
            push with { Day = push.Day.AddDays(-1) }, reversal with { Reverses = "p" },
            reversal with { Day = reversal.Day.AddDays(1) }, Worlds.Profile("at", "x", visit.Day, 4),
            profile with { Id = "v" }, reversal with { Id = "p" },
        ];
        Assert.Equal(4, Observe(host, said).Applied);
        for (var life = 0; life < 3; life++)
        {
            var before = States(host);
            Assert.All(others, other =>
            {
                var problem = Assert.Single(Observe(host, other).Refused).Problem;
                Assert.Equal((ProblemCode.Conflict, "events[0].id", other.Id),
                    (problem.Code, problem.Field, problem.Value));
            });
            Assert.Equal(said.Length, Observe(host, said).Repeated);
            Assert.Equal(before, States(host));
            // First from the journal alone, then from a snapshot.
            if (life == 1) host.SnapshotAll();
            host = new TestHost(store, world, 1, 1);
        }
    }

    [Fact]
    public void A_late_event_inside_the_window_merges_and_one_beyond_it_is_refused()
    {
        var host = NewHost();
        Observe(host, Worlds.Event("a", "x", 10));
        Assert.Equal(1, Observe(host, Worlds.Event("b", "x", 8)).Merged);
        var problem = Assert.Single(Observe(host, Worlds.Event("c", "x", 7)).Refused).Problem;
        Assert.Equal((ProblemCode.Late, "events[0].day", "2025-06-08"), (problem.Code, problem.Field, problem.Value));
        Assert.Equal("2025-06-09 or later", problem.Expected);
        Assert.Equal(1, host.Ask(() => host.Shard(0).Status()).Late);
    }

    [Fact]
    public void An_event_a_day_ahead_of_the_clock_counts_and_one_two_days_ahead_is_refused()
    {
        var host = NewHost();
        host.World.Clock.Today = Worlds.Start.AddDays(5);
        Assert.Equal(1, Observe(host, Worlds.Event("a", "x", 6)).Applied);
        var problem = Assert.Single(Observe(host, Worlds.Event("b", "x", 7)).Refused).Problem;
        Assert.Equal((ProblemCode.Future, "2025-06-08"), (problem.Code, problem.Value));
    }

    [Fact]
    public void A_bad_event_fails_alone_and_says_which_field()
    {
        var host = NewHost();
        var good = Worlds.Event("a", "x", 0);
        var reply = Observe(host, good, good with { Id = "" }, good with { Id = "b", Name = "dance" },
            good with { Id = "c", Value = double.NaN }, good with { Id = "d", Kind = "wish" },
            good with { Id = "e", Consumer = new string('x', 200) }, good with { Id = "f" });
        Assert.Equal(2, reply.Applied);
        Assert.Equal(
            ["1 events[1].id", "2 events[2].name", "3 events[3].value", "4 events[4].kind", "5 events[5].consumer"],
            reply.Refused.Select(item => $"{item.Index} {item.Problem.Field}"));
        Assert.Equal(ProblemCode.UnknownName, reply.Refused[1].Problem.Code);
        Assert.Equal("NaN", reply.Refused[2].Problem.Value);
    }

    [Fact]
    public void A_consumer_of_another_shard_is_refused()
    {
        var host = new TestHost(new MemoryStore(), NewWorld(), 4, 1);
        var wrong = (host.ShardOf("x") + 1) % 4;
        var reply = host.Ask(() => host.Shard(wrong).Observe(new ObserveBatch([Worlds.Event("a", "x", 0)])));
        Assert.Equal("events[0].consumer", Assert.Single(reply.Refused).Problem.Field);
    }

    [Fact]
    public void Profiles_create_and_replace_and_a_bad_one_fails_alone()
    {
        var host = NewHost();
        ProfileMessage[] profiles =
        [
            new("x", [new AttributeValue("store", "3")]), new("y", [new AttributeValue("store", "77")]),
            new("z", [new AttributeValue("shoe", "42")]), new("x", [new AttributeValue("store", "4")]),
        ];
        var reply = host.Ask(() => host.Shard(0).PutProfiles(new ProfileBatch(profiles)));
        Assert.Equal(2, reply.Applied);
        Assert.Equal(["profiles[1].attributes.store", "profiles[2].attributes.shoe"],
            reply.Refused.Select(item => item.Problem.Field));
        Assert.Equal(1, host.Ask(() => host.Shard(0).Status()).Consumers);
        Assert.Equal(4, host.Inside(0).State.Rows[0].Attributes[0]);
    }

    [Fact]
    public void A_forgotten_consumer_is_gone_after_a_restart_too_and_its_row_is_used_again()
    {
        var store = new MemoryStore();
        var host = new TestHost(store, NewWorld(), 1, 1);
        Observe(host, Worlds.Event("a", "x", 0), Worlds.Event("b", "y", 0));
        Assert.True(host.Ask(() => host.Shard(0).Forget("x")).Existed);
        Assert.False(host.Ask(() => host.Shard(0).Forget("x")).Existed);
        Observe(host, Worlds.Event("a", "z", 0));

        var again = new TestHost(store, host.World, 1, 2);
        var rows = again.Inside(0).State.Rows;
        Assert.Equal(-1, rows.Find("x"));
        Assert.Equal(("z", "y", 2), (rows.Ids[0], rows.Ids[1], rows.Count));
        Assert.Equal(1, Observe(again, Worlds.Event("a", "x", 0)).Applied);
    }

    [Fact]
    public void Ids_are_kept_inside_the_lateness_window_only()
    {
        var host = NewHost();
        for (var day = 0; day < 20; day++) Observe(host, Worlds.Event($"e{day}", "x", day));
        Assert.Equal(3, host.Inside(0).State.Rows.Events.Of(0).Count);
        Assert.Equal(1, Observe(host, Worlds.Event("e18", "x", 18)).Repeated);
        Assert.Equal(ProblemCode.Late, Observe(host, Worlds.Event("e5", "x", 5)).Refused[0].Problem.Code);
    }

    private static ObserveReply Observe(TestHost host, params ConsumerEventMessage[] events) =>
        host.Ask(() => host.Shard(0).Observe(new ObserveBatch(events)));

    private static World NewWorld()
    {
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(60);
        return world;
    }

    private static TestHost NewHost() => new(new MemoryStore(), NewWorld(), 1, 1);

    private static async Task<List<(int Index, Problem Problem)>> Feed(TestHost host, ConsumerEventMessage[] events)
    {
        // What is put has no day: put again, it would undo the profiles of the stream.
        if (Enumerable.Range(0, host.ShardCount).All(shard => host.Inside(shard).State.LastDay == 0))
            await host.PutProfiles(Worlds.Profiles(Consumers));
        return await host.Observe(events);
    }

    private static TestHost Live(
        MemoryStore store, int shards, ulong seed, ConsumerEventMessage[] events,
        out List<(int Index, Problem Problem)> refused)
    {
        var host = new TestHost(store, NewWorld(), shards, seed);
        refused = host.Ask(() => new ValueTask<List<(int, Problem)>>(Feed(host, events)));
        return host;
    }

    private static string[] States(TestHost host)
    {
        var states = new List<string>();
        for (var shard = 0; shard < host.ShardCount; shard++)
        {
            var rows = host.Inside(shard).State.Rows;
            for (var row = 0; row < rows.Count; row++)
            {
                if (rows.Ids[row] is not { } id) continue;
                var events = rows.Events.Of(row).OrderBy(e => e.Id);
                states.Add($"{id}: {string.Join(' ', rows.States[row].ToArray())} {string.Join(' ', events)}");
            }
        }

        return [.. states.Order(StringComparer.Ordinal)];
    }
}
