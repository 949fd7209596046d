using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What only the store of a data directory does, beside the kit.</summary>
public sealed class FrameStoreTests : IDisposable
{
    private static readonly GrainAddress One = GrainAddress.Shard(1);
    private static readonly GrainAddress Two = GrainAddress.Campaign("two");

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_journal_dropped_as_empty_counts_again_with_its_first_record_and_no_other_beside_it()
    {
        using (var store = _fixture.Open())
        {
            var (late, stray) = (StoreFixture.Journal(store, One), StoreFixture.Journal(store, Two));
            store.DropEmpty(One);
            store.DropEmpty(Two);
            await late.Append("late"u8);
            Assert.True(store.Knows(One));
            Assert.Same(late, StoreFixture.Journal(store, One));

            await StoreFixture.Append(store, Two, "first");
            await Assert.ThrowsAsync<StoreException>(async () => await stray.Append("stray"u8));
        }
        using var again = _fixture.Open();
        Assert.Equal(["late"], StoreFixture.Texts(again, One));
        Assert.Equal(["first"], StoreFixture.Texts(again, Two));
    }

    [Fact]
    public async Task A_frame_moved_to_another_grain_is_refused()
    {
        using (var store = _fixture.Open())
        {
            await StoreFixture.Append(store, One, "mine");
            await StoreFixture.Append(store, Two, "yours");
        }
        _fixture.Damage("""
            UPDATE frames SET (bytes, crc) = (SELECT bytes, crc FROM frames WHERE id = 1) WHERE id = 2
            """);
        using var again = _fixture.Open();
        var error = await Assert.ThrowsAsync<StoreException>(() => again.Read(Two));
        Assert.Contains("campaign/two, frame 1", error.Message);
    }

    [Fact]
    public async Task A_missing_frame_is_refused_when_the_store_is_opened()
    {
        using (var store = _fixture.Open())
        {
            foreach (var text in (string[])["a", "b", "c"])
                await StoreFixture.Append(store, One, text);
        }
        _fixture.Damage("DELETE FROM frames WHERE sequence = 2");
        var error = Assert.Throws<StoreException>(() => _fixture.Open());
        Assert.Contains("shard/1: got frame 3 after 1", error.Message);
    }

    [Fact]
    public async Task A_log_torn_in_the_middle_leaves_whole_commits_in_order()
    {
        using var store = _fixture.Open();
        for (int i = 0; i < 50; i++)
            await StoreFixture.Append(store, One, $"{i}");
        using var left = _fixture.CopyAsKilled();
        using (var log = File.OpenWrite(left.File("store.db-wal")))
            log.SetLength(log.Length * 2 / 3 + 7);
        using var recovered = StoreFixture.Open(left.Path);
        var texts = StoreFixture.Texts(recovered, One);
        Assert.InRange(texts.Count, 1, 49);
        Assert.Equal(Enumerable.Range(0, texts.Count).Select(i => $"{i}"), texts);
    }

    [Fact]
    public async Task What_was_queued_behind_a_failed_commit_is_lost_too()
    {
        using var store = _fixture.Open();
        await StoreFixture.Append(store, One, "good");
        for (int round = 0; round < 20; round++)
        {
            _fixture.Damage(Refuse);
            // All but the first of these are likely queued while the first fails.
            var tickets = Enumerable.Range(0, 50).Select(i =>
                StoreFixture.Append(store, i % 2 == 0 ? One : Two, $"{round}-{i}").Durable).ToList();
            foreach (var durable in tickets)
                await Assert.ThrowsAsync<StoreException>(() => durable);
            _fixture.Damage(Allow);
            Assert.Equal(round + 1, StoreFixture.Texts(store, One).Count);
            await StoreFixture.Append(store, One, $"after {round}");
        }
        Assert.DoesNotContain(StoreFixture.Texts(store, One), text => text.Contains('-'));
        Assert.Empty(StoreFixture.Texts(store, Two));
    }

    private const string Refuse = """
        CREATE TRIGGER refuse BEFORE INSERT ON frames BEGIN SELECT RAISE(FAIL, 'disk is full'); END;
        UPDATE meta SET value = value
        """;

    private const string Allow = "DROP TRIGGER refuse; UPDATE meta SET value = value";
}
