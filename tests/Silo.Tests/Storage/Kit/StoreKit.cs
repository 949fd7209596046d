using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What every kind of store does: the same tests, unchanged, over each.</summary>
public abstract partial class StoreKit : IAsyncLifetime
{
    private protected static readonly GrainAddress One = GrainAddress.Shard(1);
    private protected static readonly GrainAddress Two = GrainAddress.Campaign("two / zwei=.%");
    private protected static readonly GrainAddress Three = GrainAddress.Allocator("three");

    private IStoreRig? _rig;

    private protected IStoreRig Rig => _rig!;

    private protected abstract Task<IStoreRig> MakeRig();

    public async ValueTask InitializeAsync() => _rig = await MakeRig();

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Records_come_back_in_order_and_to_their_own_grain()
    {
        using (var store = await Open())
        {
            await store.Append(One, "a");
            _ = await store.Begin(Two, "x");
            _ = await store.Begin(One, "b");
            await store.Append(One, "c");
        }
        using var again = await Open();
        Assert.Equal(["a", "b", "c"], await again.Texts(One));
        Assert.Equal(["x"], await again.Texts(Two));
        Assert.Equal([One, Two], again.Store.Grains.OrderByDescending(grain => grain.Kind));
        Assert.False(again.Store.Knows(GrainAddress.Shard(2)));
        Assert.Empty(await again.Texts(GrainAddress.Shard(2)));
    }

    [Fact]
    public async Task A_kept_ticket_means_that_a_killed_process_leaves_the_record()
    {
        using var store = await Open();
        await store.Append(One, "kept");
        Assert.Equal(["kept"], await Rig.TextsAfterKill(One));
    }

    [Fact]
    public async Task What_queues_while_a_commit_runs_goes_into_one_commit()
    {
        using var store = await Open();
        var journals = new List<FrameJournal>();
        for (int i = 0; i < 50; i++)
            journals.Add(await store.Journal(GrainAddress.Shard(i)));
        using var committing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        store.Store.WorkListed = _ =>
        {
            committing.Set();
            goOn.Wait();
        };
        _ = await store.Begin(Two, "holds the writer", WorkChange.Pending);
        committing.Wait(TestContext.Current.CancellationToken);
        var tickets = Enumerable.Range(0, 500)
            .Select(i => journals[i % 50].Append([(byte)('0' + (i / 50))]).Durable).ToList();
        Assert.DoesNotContain(tickets, ticket => ticket.IsCompleted);
        goOn.Set();
        await Task.WhenAll(tickets);
        Assert.Equal(2, store.Store.Commits);
        Assert.Equal(1 + 50, store.Store.Frames);
        for (int i = 0; i < 50; i += 7)
            Assert.Equal("0123456789", string.Concat(await store.Texts(GrainAddress.Shard(i))));
    }

    [Fact]
    public async Task A_snapshot_stands_for_the_frames_before_it_and_takes_their_place()
    {
        using (var store = await Open())
        {
            await store.Append(One, "a");
            await store.Append(One, "b");
            await store.Snapshot(One);
            Assert.Equal(0, (await store.Journal(One)).BytesSinceSnapshot);
            await store.Append(One, "c");
        }
        using var again = await Open();
        var (journal, recovery) = await again.Store.Open(One);
        Assert.Equal("a|b"u8.ToArray(), recovery.Snapshot);
        Assert.Equal([3L], recovery.Frames.Select(frame => frame.Sequence));
        Assert.Equal((3L, 5L), (journal.SnapshotBytes, journal.BytesSinceSnapshot));
        Assert.Equal(["a", "b", "c"], await again.Texts(One));
        await journal.Append("d"u8);
        Assert.Equal(["a", "b", "c", "d"], await again.Texts(One));
    }

    [Fact]
    public async Task Frames_and_snapshots_of_one_commit_keep_their_order()
    {
        using (var store = await Open())
        {
            var journal = await store.Journal(One);
            List<CommitTicket> tickets =
            [
                journal.Append("a"u8), journal.Snapshot("a"u8.ToArray()), journal.Append("b"u8),
                journal.Append("c"u8), journal.Snapshot("a|b|c"u8.ToArray()), journal.Append("d"u8),
            ];
            foreach (var ticket in tickets)
                await ticket;
        }
        using var again = await Open();
        Assert.Equal(["a", "b", "c", "d"], await again.Texts(One));
        Assert.Equal("a|b|c"u8.ToArray(), (await again.Store.Read(One)).Snapshot);
    }

    [Fact]
    public async Task Listed_work_outlives_a_restart_until_it_is_done()
    {
        using (var store = await Open())
        {
            await store.Append(Two, "begin", WorkChange.Pending);
            await store.Append(One, "no matter");
            await store.Snapshot(Two);
        }
        using (var store = await Open())
        {
            Assert.Equal([Two], store.Store.Work);
            Assert.Equal([Two], (await store.Store.List()).Work);
            await store.Append(Two, "end", WorkChange.Done);
            Assert.False(store.Store.HasWork(Two));
        }
        using var last = await Open();
        Assert.Empty(last.Store.Work);
    }

    [Fact]
    public async Task An_altered_frame_is_refused_by_grain_and_sequence()
    {
        using (var store = await Open())
        {
            await store.Append(One, "first");
            await store.Append(One, "second");
        }
        await Rig.AlterFrame(One, 2);
        using var again = await Open();
        var error = await Assert.ThrowsAsync<StoreException>(() => again.Store.Read(One));
        Assert.Contains("shard/1, frame 2", error.Message);
        Assert.Contains("CRC-32C", error.Message);
        await Assert.ThrowsAsync<StoreException>(async () => await again.Store.Open(One));
    }

    [Fact]
    public async Task An_altered_snapshot_is_refused_by_grain_and_sequence()
    {
        using (var store = await Open())
        {
            await store.Append(Two, "first");
            await store.Snapshot(Two);
        }
        await Rig.AlterSnapshot(Two);
        using var again = await Open();
        var error = await Assert.ThrowsAsync<StoreException>(async () => await again.Store.Open(Two));
        Assert.Contains($"{Two}, snapshot 1", error.Message);
    }

    [Fact]
    public async Task A_missing_frame_is_refused_with_the_one_expected()
    {
        using (var store = await Open())
        {
            foreach (var text in (string[])["a", "b", "c"])
                await store.Append(One, text);
        }
        await Rig.RemoveFrame(One, 2);
        var error = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            using var store = await Open();
            await store.Store.Open(One);
        });
        Assert.Contains("shard/1: got frame 3 after 1", error.Message);
    }

    [Fact]
    public async Task After_a_failed_commit_what_it_held_is_lost_and_a_new_journal_goes_on_from_the_store()
    {
        using (var store = await Open())
        {
            await store.Append(One, "good");
            await store.Append(Three, "kept");
            var (lost, other, fresh) =
                (await store.Journal(One), await store.Journal(Three), await store.Journal(Two));
            var words = await Rig.Hinder(true);
            await Assert.ThrowsAsync<StoreException>(() => lost.Append("fails"u8).Durable);
            await Assert.ThrowsAsync<StoreException>(() => fresh.Append("new"u8, WorkChange.Pending).Durable);
            Assert.Contains(words, store.Store.Failure?.Message);
            Assert.Equal((true, false), (lost.IsLost, other.IsLost));
            Assert.False(store.Store.HasWork(Two));
            Assert.Equal((true, false), (store.Store.Knows(One), store.Store.Knows(Two)));

            // As long as it fails, it fails, and what was acknowledged can be read.
            await store.Store.TryAgain();
            Assert.NotNull(store.Store.Failure);
            Assert.Equal(["good"], await store.Texts(One));
            await Rig.Hinder(false);
            await store.Store.TryAgain();
            Assert.Null(store.Store.Failure);
            await Assert.ThrowsAsync<StoreException>(() => lost.Append("stray"u8).Durable);
            await store.Append(One, "again");
            await store.Append(Two, "again", WorkChange.Pending);
            await store.Append(Three, "again");
            Assert.Equal([Two], store.Store.Work);
            Assert.Equal(["good", "again"], await store.Texts(One));
        }
        using var reopened = await Open();
        Assert.Equal(["good", "again"], await reopened.Texts(One));
        Assert.Equal(["again"], await reopened.Texts(Two));
        Assert.Equal(["kept", "again"], await reopened.Texts(Three));
    }

    [Fact]
    public async Task A_journal_opened_again_is_higher_or_as_high_and_the_one_before_is_lost()
    {
        using var store = await Open();
        var first = await store.Journal(One);
        var queued = first.Append("a"u8);
        var second = (await store.Store.Open(One)).Journal;
        await queued;
        Assert.True(second.Epoch >= first.Epoch);
        await Assert.ThrowsAsync<StoreException>(() => first.Append("stray"u8).Durable);
        await second.Append("b"u8);
        Assert.Equal(["a", "b"], await store.Texts(One));
    }

    [Fact]
    public async Task Every_start_has_a_higher_epoch()
    {
        long last = 0;
        for (int start = 0; start < 3; start++)
        {
            using var store = await Open();
            long epoch = (await store.Journal(One)).Epoch;
            Assert.True(epoch > last);
            last = epoch;
            await store.Append(One, $"{start}");
        }
    }

    [Fact]
    public async Task A_name_somebody_tried_leaves_no_trace()
    {
        using (var store = await Open())
        {
            var (late, dropped) = (await store.Store.Open(One), await store.Store.Open(Two));
            await store.Store.Release(late.Journal);
            await store.Store.Release(dropped.Journal);
            await Assert.ThrowsAsync<StoreException>(() => dropped.Journal.Append("stray"u8).Durable);
            Assert.Empty(store.Store.Grains);
        }
        using var again = await Open();
        Assert.Empty((await again.Store.List()).Grains);
        await again.Append(One, "first");
        Assert.Equal([One], (await again.Store.List()).Grains);
    }

    [Fact]
    public async Task Grains_written_at_the_same_time_keep_what_was_acknowledged_each_in_its_order()
    {
        const int Writers = 8, Records = 60;
        using (var store = await Open())
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                var grain = GrainAddress.Shard(writer);
                var journal = (await store.Store.Open(grain)).Journal;
                var texts = new List<string>();
                CommitTicket last = default;
                for (int i = 0; i < Records; i++)
                {
                    texts.Add($"{writer}-{i}");
                    last = journal.Append(System.Text.Encoding.UTF8.GetBytes(texts[^1]));
                    if (i % 20 == 13)
                        _ = journal.Snapshot(System.Text.Encoding.UTF8.GetBytes(string.Join('|', texts)));
                    if (i % 10 == 3)
                        await last;
                }
                await last;
            })));
        }
        using var again = await Open();
        for (int writer = 0; writer < Writers; writer++)
            Assert.Equal(
                Enumerable.Range(0, Records).Select(i => $"{writer}-{i}"),
                await again.Texts(GrainAddress.Shard(writer)));
    }

    private protected async Task<TextStore> Open(StoreSettings? settings = null) =>
        new(await Rig.Open(settings ?? new StoreSettings(Schema)));

    private protected const string Schema = "schema-hash";
}
