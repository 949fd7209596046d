using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

public sealed class FrameStoreTests : IDisposable
{
    private static readonly GrainAddress One = GrainAddress.Shard(1);
    private static readonly GrainAddress Two = GrainAddress.Campaign("two");
    private static readonly GrainAddress Three = GrainAddress.Allocator("three");

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Records_come_back_in_order_and_to_their_own_grain()
    {
        using (var store = _fixture.Open())
        {
            await StoreFixture.Append(store, One, "a");
            _ = StoreFixture.Append(store, Two, "x");
            _ = StoreFixture.Append(store, One, "b");
            await StoreFixture.Append(store, One, "c");
        }
        using var again = _fixture.Open();
        Assert.Equal(["a", "b", "c"], StoreFixture.Texts(again, One));
        Assert.Equal(["x"], StoreFixture.Texts(again, Two));
        Assert.Equal([One, Two], again.Grains.OrderByDescending(grain => grain.Kind));
        Assert.False(again.Knows(GrainAddress.Shard(2)));
    }

    [Fact]
    public async Task A_kept_ticket_means_that_a_killed_process_leaves_the_record()
    {
        using var store = _fixture.Open();
        await StoreFixture.Append(store, One, "kept");
        using var left = _fixture.CopyAsKilled();
        using var recovered = StoreFixture.Open(left.Path);
        Assert.Equal(["kept"], StoreFixture.Texts(recovered, One));
    }

    [Fact]
    public async Task What_queues_while_a_commit_runs_goes_into_one_transaction()
    {
        using var store = _fixture.Open();
        using var committing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        store.WorkListed = _ =>
        {
            committing.Set();
            goOn.Wait();
        };
        _ = StoreFixture.Append(store, Two, "holds the writer", WorkChange.Pending);
        committing.Wait(TestContext.Current.CancellationToken);
        var tickets = Enumerable.Range(0, 500)
            .Select(i => StoreFixture.Append(store, GrainAddress.Shard(i % 50), $"{i}").Durable).ToList();
        Assert.DoesNotContain(tickets, ticket => ticket.IsCompleted);
        goOn.Set();
        await Task.WhenAll(tickets);
        Assert.Equal(2, store.Commits);
        Assert.Equal(1 + 50, store.Frames);
    }

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
    public async Task A_flipped_bit_is_refused_by_grain_and_sequence()
    {
        using (var store = _fixture.Open())
        {
            await StoreFixture.Append(store, One, "first");
            await StoreFixture.Append(store, One, "second");
        }
        _fixture.Damage("""
            UPDATE frames SET bytes = CAST(replace(CAST(bytes AS TEXT), 'second', 'secone') AS BLOB) WHERE sequence = 2
            """);
        using var again = _fixture.Open();
        var error = await Assert.ThrowsAsync<StoreException>(() => again.Read(One));
        Assert.Contains("shard/1, frame 2", error.Message);
        Assert.Contains("CRC-32C", error.Message);
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
    public async Task A_snapshot_stands_for_the_frames_before_it_and_takes_their_place()
    {
        using (var store = _fixture.Open())
        {
            var grain = new TextGrain();
            foreach (var text in (string[])["a", "b"])
            {
                grain.Texts.Add(text);
                _ = StoreFixture.Append(store, One, text);
            }
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            grain.Snapshot(bytes);
            _ = StoreFixture.Journal(store, One).Snapshot(bytes.WrittenMemory);
            Assert.Equal(0, StoreFixture.Journal(store, One).BytesSinceSnapshot);
            await StoreFixture.Append(store, One, "c");
        }
        using var again = _fixture.Open();
        var recovery = await again.Read(One);
        Assert.Equal("a|b"u8.ToArray(), recovery.Snapshot);
        Assert.Equal([2L], recovery.Frames.Select(frame => frame.Sequence));
        Assert.Equal(["a", "b", "c"], StoreFixture.Texts(again, One));
        await StoreFixture.Append(again, One, "d");
        Assert.Equal(["a", "b", "c", "d"], StoreFixture.Texts(again, One));
    }

    [Fact]
    public async Task Listed_work_outlives_a_restart_until_it_is_done()
    {
        using (var store = _fixture.Open())
        {
            await StoreFixture.Append(store, Two, "begin", WorkChange.Pending);
            await StoreFixture.Append(store, One, "no matter");
        }
        using (var store = _fixture.Open())
        {
            Assert.Equal([Two], store.Work);
            await StoreFixture.Append(store, Two, "end", WorkChange.Done);
            Assert.False(store.HasWork(Two));
        }
        using var last = _fixture.Open();
        Assert.Empty(last.Work);
    }

    [Fact]
    public async Task After_a_failed_commit_what_it_held_is_lost_and_a_new_journal_goes_on_from_the_store()
    {
        using var store = _fixture.Open();
        await StoreFixture.Append(store, One, "good");
        await StoreFixture.Append(store, Three, "kept");
        var (lost, other) = (StoreFixture.Journal(store, One), StoreFixture.Journal(store, Three));
        _fixture.Damage(Refuse);
        await Assert.ThrowsAsync<StoreException>(() => StoreFixture.Append(store, One, "fails").Durable);
        await Assert.ThrowsAsync<StoreException>(
            () => StoreFixture.Append(store, Two, "new", WorkChange.Pending).Durable);
        Assert.Contains("disk is full", store.Failure?.Message);
        Assert.Equal((true, false), (lost.IsLost, other.IsLost));
        Assert.False(store.HasWork(Two));
        Assert.Equal((true, false), (store.Knows(One), store.Knows(Two)));

        // As long as it fails, it fails, and what was acknowledged can be read.
        await store.TryAgain();
        Assert.Equal(["good"], StoreFixture.Texts(store, One));
        _fixture.Damage(Allow);
        await store.TryAgain();
        Assert.Null(store.Failure);
        await Assert.ThrowsAsync<StoreException>(() => lost.Append("stray"u8).Durable);
        await StoreFixture.Append(store, One, "again");
        await StoreFixture.Append(store, Two, "again", WorkChange.Pending);
        await StoreFixture.Append(store, Three, "again");
        Assert.Equal([Two], store.Work);
        Assert.Equal(["good", "again"], StoreFixture.Texts(store, One));
        store.Dispose();
        using var reopened = _fixture.Open();
        Assert.Equal(["good", "again"], StoreFixture.Texts(reopened, One));
        Assert.Equal(["again"], StoreFixture.Texts(reopened, Two));
        Assert.Equal(["kept", "again"], StoreFixture.Texts(reopened, Three));
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
