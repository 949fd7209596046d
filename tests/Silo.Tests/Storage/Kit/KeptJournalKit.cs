using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What is kept behind snapshots, and read back beside a store that is open.</summary>
public abstract partial class StoreKit
{
    private readonly SteppingTime _time = new();

    [Fact]
    public async Task Everything_is_kept_behind_snapshots_and_replays_from_every_base_to_the_same_end()
    {
        using var store = await OpenKeeping(JournalRetention.Everything, baseBytes: 1);
        await Write(store, One, "a", "b", "|", "a longer one", "|", "d");
        await Write(store, Two, "x");

        using var kept = Rig.OpenKept();
        Assert.Equal((256, Schema), (kept.Shards, kept.SchemaHash));
        Assert.Equal([One, Two], kept.Grains.OrderByDescending(grain => grain.Kind));
        Assert.True(kept.Epoch >= (await store.Journal(One)).Epoch);
        var history = kept.Of(One);
        Assert.Equal([0L, 2L, 3L], history.Bases);
        Assert.Equal((3L, 4L, true), (history.Snapshot, history.Last, history.IsWhole));
        foreach (long from in history.Bases)
            Assert.Equal("a|b|a longer one|d", Replay(kept, One, from));
        Assert.Equal("x", Replay(kept, Two, 0));
        Assert.Equal("a|b|a longer one"u8.ToArray(), kept.Snapshot(One));
        Assert.Null(kept.Snapshot(Two));
        Assert.Equal(["a longer one", "d"], (await store.Texts(One)).Skip(2));
    }

    [Fact]
    public async Task The_kept_journal_outlives_a_restart_and_goes_on()
    {
        using (var store = await OpenKeeping(JournalRetention.Everything))
            await Write(store, One, "a", "|", "b");
        using (var store = await OpenKeeping(JournalRetention.Everything))
            await Write(store, One, "c", "|", "d");
        using var kept = Rig.OpenKept();
        Assert.Equal("a|b|c|d", Replay(kept, One, 0));
        Assert.Equal([2L, 3L], kept.Frames(One, 1, 3).Select(frame => frame.Sequence));
        Assert.Equal([3L, 4L], kept.Frames(One, 2).Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task Nothing_is_kept_where_nothing_is_to_be()
    {
        using (var store = await OpenKeeping(JournalRetention.Everything, baseBytes: 1))
            await Write(store, One, "a", "|", "b", "|", "c");
        using (var store = await OpenKeeping(JournalRetention.Nothing))
            await Write(store, One, "d", "|", "e");
        using var kept = Rig.OpenKept();
        Assert.Empty(kept.Of(One).Bases);
        using var again = await OpenKeeping(JournalRetention.Nothing);
        Assert.Equal(["a", "b", "c", "d", "e"], await again.Texts(One));
    }

    [Fact]
    public async Task So_many_days_are_kept_at_least()
    {
        using var store = await OpenKeeping(new JournalRetention(5), baseBytes: 1);
        for (int day = 0; day < 12; day++)
        {
            await Write(store, One, $"{day}", "!");
            _time.Day++;
        }
        using var kept = Rig.OpenKept();
        var history = kept.Of(One);
        Assert.False(history.IsWhole);
        // Written on day 11; the base of day 6 is five days old and the oldest that is needed.
        Assert.Equal(7, history.Bases[0]);
        Assert.Equal("s|7|8|9|10|11", Replay(kept, One, 7));
        Assert.Equal([8L], kept.Frames(One, 7, 8).Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_of_before_to_be_read()
    {
        using (var store = await OpenKeeping(JournalRetention.Everything, baseBytes: 1))
        {
            await Write(store, One, "forget-me", "|", "b", "|", "c");
            await store.Snapshot(One, "b|c", erase: true);
            await Write(store, One, "d");
        }
        using (var kept = Rig.OpenKept())
        {
            Assert.Equal([3L], kept.Of(One).Bases);
            Assert.Equal("b|c|d", Replay(kept, One, 3));
        }
        Assert.DoesNotContain("forget-me", await Rig.Everything());
    }

    [Fact]
    public async Task A_kept_frame_that_was_altered_is_refused_by_grain_and_sequence()
    {
        using (var store = await OpenKeeping(JournalRetention.Everything))
            await Write(store, One, "a", "b", "|");
        await Rig.AlterFrame(One, 2);
        using var kept = Rig.OpenKept();
        Assert.Contains("shard/1, frame 2",
            Assert.Throws<StoreException>(() => kept.Frames(One, 0).Count()).Message);
    }

    [Fact]
    public async Task What_is_written_since_the_last_base_is_known_after_a_restart()
    {
        using (var store = await OpenKeeping(JournalRetention.Everything, baseBytes: 10))
            await Write(store, One, "a", "|", "bc", "|", "d");
        using var again = await OpenKeeping(JournalRetention.Everything, baseBytes: 10);
        var journal = await again.Journal(One);
        using var kept = Rig.OpenKept();
        Assert.Equal([new KeptBase(1, SteppingTime.FirstDay)], kept.Bases(One));
        Assert.Equal(2, kept.SinceBase(One));
        Assert.Equal(2 + 5, journal.BytesSinceBase);
        Assert.True(journal.BaseBytes > 0);
    }

    private Task<TextStore> OpenKeeping(JournalRetention journal, long baseBytes = 1 << 20) =>
        Open(new StoreSettings(Schema) { Journal = journal, BaseBytes = baseBytes, Time = _time });

    /// <summary>Appends texts, each a frame of its own; "|" takes a snapshot instead, "!" one of a byte.</summary>
    private static async Task Write(TextStore store, GrainAddress grain, params string[] texts)
    {
        foreach (var text in texts)
        {
            if (text is "!" or "|")
                await store.Snapshot(grain, text == "!" ? "s" : null);
            else
                await store.Append(grain, text);
        }
    }

    private static string Replay(IKeptJournal kept, GrainAddress grain, long from)
    {
        var texts = new TextGrain();
        new Recovery(grain, kept.Base(grain, from), [.. kept.Frames(grain, from)]).Replay(texts);
        return string.Join('|', texts.Texts);
    }

    private sealed class SteppingTime : TimeProvider
    {
        private static readonly DateOnly First = new(2025, 6, 1);

        public static int FirstDay => First.DayNumber;

        public int Day { get; set; }

        public override DateTimeOffset GetUtcNow() =>
            new DateTimeOffset(First.ToDateTime(default), TimeSpan.Zero).AddDays(Day);
    }
}
