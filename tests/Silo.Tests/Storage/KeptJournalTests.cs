using System.Text;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What is kept behind snapshots, and read back beside a store that is open.</summary>
public sealed class KeptJournalTests : IDisposable
{
    private static readonly GrainAddress One = GrainAddress.Shard(1);
    private static readonly GrainAddress Two = GrainAddress.Shard(2);

    private readonly StoreFixture _fixture = new();
    private readonly SteppingTime _time = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Everything_is_kept_behind_snapshots_and_replays_from_every_base_to_the_same_end()
    {
        using var store = Open(JournalRetention.Everything, baseBytes: 1);
        await Write(store, One, "a", "b", "|", "a longer one", "|", "d");
        await Write(store, Two, "x");

        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        var history = kept.Of(One);
        Assert.Equal([0L, 2L, 3L], history.Bases);
        Assert.Equal((4L, true), (history.Last, history.IsWhole));
        foreach (long from in history.Bases)
            Assert.Equal("a|b|a longer one|d", Replay(kept, One, from));
        Assert.Equal("x", Replay(kept, Two, 0));
        Assert.Equal(["a longer one", "d"], StoreFixture.Texts(store, One).Skip(2));
    }

    [Fact]
    public async Task The_kept_journal_outlives_a_restart_and_goes_on()
    {
        using (var store = Open(JournalRetention.Everything))
            await Write(store, One, "a", "|", "b");
        using (var store = Open(JournalRetention.Everything))
            await Write(store, One, "c", "|", "d");
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        Assert.Equal("a|b|c|d", Replay(kept, One, 0));
    }

    [Fact]
    public async Task What_is_appended_after_opening_is_not_seen()
    {
        using var store = Open(JournalRetention.Everything);
        await Write(store, One, "a");
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        await Write(store, One, "b", "|");
        Assert.Equal("a", Replay(kept, One, 0));
    }

    [Fact]
    public async Task Nothing_is_kept_where_nothing_is_to_be()
    {
        using (var store = Open(JournalRetention.Everything, baseBytes: 1))
            await Write(store, One, "a", "|", "b", "|", "c");
        using (var store = Open(JournalRetention.Nothing))
            await Write(store, One, "d", "|", "e");
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        Assert.Empty(kept.Of(One).Bases);
        using var again = Open(JournalRetention.Nothing);
        Assert.Equal(["a", "b", "c", "d", "e"], StoreFixture.Texts(again, One));
    }

    [Fact]
    public async Task So_many_days_are_kept_at_least()
    {
        using var store = Open(new JournalRetention(10), baseBytes: 1);
        for (int day = 0; day < 40; day++)
        {
            await Write(store, One, $"{day}", "!");
            _time.Day++;
        }
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        var history = kept.Of(One);
        Assert.False(history.IsWhole);
        // Written on day 39; the base of day 29 is ten days old and the oldest that is needed.
        Assert.Equal(30, history.Bases[0]);
        Assert.Equal("s|30|31|32|33|34|35|36|37|38|39", Replay(kept, One, 30));
        Assert.Equal([31L], kept.Frames(One, 30, 31).Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_of_before_in_the_file()
    {
        using (var store = Open(JournalRetention.Everything, baseBytes: 1))
        {
            await Write(store, One, "forget-me", "|", "b", "|", "c");
            await StoreFixture.Journal(store, One).Snapshot("b|c"u8.ToArray(), erase: true);
            await Write(store, One, "d");
        }
        using (var kept = KeptJournal.Open(_fixture.Directory.Path))
        {
            Assert.Equal([3L], kept.Of(One).Bases);
            Assert.Equal("b|c|d", Replay(kept, One, 3));
        }
        foreach (var file in Directory.EnumerateFiles(_fixture.Directory.Path, "store.db*"))
            Assert.DoesNotContain("forget-me", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(
                file, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_kept_frame_that_was_altered_is_refused_by_grain_and_sequence()
    {
        using (var store = Open(JournalRetention.Everything))
            await Write(store, One, "a", "b", "|");
        _fixture.Damage("UPDATE history SET bytes = CAST('other' AS BLOB) WHERE sequence = 2");
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        Assert.Contains("shard/1, frame 2",
            Assert.Throws<StoreException>(() => kept.Frames(One, 0).Count()).Message);
    }

    [Fact]
    public void A_folder_without_a_store_is_named() =>
        Assert.Contains(_fixture.Directory.Path,
            Assert.Throws<StoreException>(() => KeptJournal.Open(_fixture.Directory.Path)).Message);

    [Theory]
    [InlineData("all", null)]
    [InlineData("none", 0)]
    [InlineData("90", 90)]
    public void A_retention_is_read_as_it_is_written(string text, int? days)
    {
        var retention = JournalRetention.Parse("journal", text);
        Assert.Equal((days, text), (retention.Days, retention.ToString()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("ever")]
    public void Another_retention_is_refused(string text) => Assert.Contains(
        $"got '{text}'", Assert.Throws<Schema.InputException>(() => JournalRetention.Parse("journal", text)).Message);

    private FrameStore Open(JournalRetention journal, long baseBytes = 1 << 20) =>
        FrameStore.Open(new StoreOptions(_fixture.Directory.Path, StoreFixture.Schema)
        {
            Synchronous = Synchronous.Off,
            Journal = journal,
            BaseBytes = baseBytes,
            Time = _time,
        });

    /// <summary>Appends texts, each a frame of its own; "|" takes a snapshot instead, "!" one of a byte.</summary>
    private static async Task Write(FrameStore store, GrainAddress grain, params string[] texts)
    {
        foreach (var text in texts)
        {
            if (text == "!")
                await StoreFixture.Journal(store, grain).Snapshot("s"u8.ToArray());
            else if (text == "|")
                await StoreFixture.Journal(store, grain).Snapshot(
                    Encoding.UTF8.GetBytes(string.Join('|', StoreFixture.Texts(store, grain))));
            else
                await StoreFixture.Append(store, grain, text);
        }
    }

    private static string Replay(KeptJournal kept, GrainAddress grain, long from)
    {
        var texts = new TextGrain();
        new Recovery(grain, kept.Base(grain, from), [.. kept.Frames(grain, from)]).Replay(texts);
        return string.Join('|', texts.Texts);
    }

    private sealed class SteppingTime : TimeProvider
    {
        public int Day { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2025, 6, 1, 0, 0, 0, default).AddDays(Day);
    }
}
