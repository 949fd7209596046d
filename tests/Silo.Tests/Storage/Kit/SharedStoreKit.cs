using System.Globalization;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>
/// What stores do that several processes share, beside what all do: a grain has one writer at a time.
/// </summary>
public abstract class SharedStoreKit : StoreKit
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any test: who waits for such a lease to end does not end.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromHours(1);

    /// <summary>Times that a random story has a grain taken without its being given back.</summary>
    private protected abstract int Robberies { get; }

    [Fact]
    public async Task A_stale_writer_is_refused_for_that_grain_alone_and_what_was_acknowledged_stays()
    {
        // Its clock stands still: it believes in its lease, renews nothing and is told nothing.
        using var stale = await Open(Settings(Short, new StandingTime()));
        await stale.Append(One, "a");
        await stale.Append(Three, "x");
        var (mine, other) = (await stale.Journal(One), await stale.Journal(Three));
        using var next = await Open(Settings(Short));
        var taken = (await next.Store.Open(One)).Journal;
        Assert.True(taken.Epoch > mine.Epoch);
        Assert.False(mine.IsLost);

        var (refused, kept) = (mine.Append("stale"u8), other.Append("y"u8));
        var error = await Assert.ThrowsAsync<StoreException>(() => refused.Durable);
        Assert.Contains("shard/1: somebody else has taken it", error.Message);
        await kept;
        Assert.Equal((true, false), (mine.IsLost, other.IsLost));
        Assert.Null(stale.Store.Failure);
        await Assert.ThrowsAsync<StoreException>(() => mine.Snapshot("stale"u8.ToArray()).Durable);

        await taken.Append("b"u8);
        Assert.Equal(["a", "b"], await next.Texts(One));
        Assert.Equal(["x", "y"], await next.Texts(Three));
    }

    [Fact]
    public async Task A_stale_snapshot_is_refused_too()
    {
        using var stale = await Open(Settings(Short, new StandingTime()));
        await stale.Append(One, "a");
        var mine = await stale.Journal(One);
        using var next = await Open(Settings(Short));
        await next.Append(One, "b");
        await Assert.ThrowsAsync<StoreException>(() => mine.Snapshot("stale"u8.ToArray(), erase: true).Durable);
        Assert.Equal(["a", "b"], await next.Texts(One));
        using var kept = Rig.OpenKept();
        Assert.Equal([1L, 2L], kept.Frames(One, 0).Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task When_a_grain_has_been_taken_the_one_before_answers_no_reads_any_more()
    {
        using var first = await Open(Settings(Short));
        await first.Append(One, "a");
        await first.Append(Three, "x");
        var (mine, other) = (await first.Journal(One), await first.Journal(Three));
        using var second = await Open(Settings(Short));
        var taken = await second.Store.Open(One);
        Assert.True(mine.IsLost);
        Assert.Single(taken.Recovery.Frames);
        Assert.False(other.IsLost);
        await other.Append("y"u8);
    }

    [Fact]
    public async Task A_grain_given_back_is_taken_without_waiting()
    {
        using var first = await Open(Settings(Endless));
        await first.Append(One, "a");
        var mine = await first.Journal(One);
        var queued = mine.Append("b"u8);
        await first.Store.Release(mine);
        await queued;
        Assert.True(mine.IsLost);
        using var second = await Open(Settings(Endless));
        await second.Append(One, "c");
        Assert.Equal(["a", "b", "c"], await first.Texts(One));
    }

    [Fact]
    public async Task What_a_process_had_that_ended_is_taken_without_waiting()
    {
        using (var first = await Open(Settings(Endless)))
            await first.Append(One, "a");
        using var second = await Open(Settings(Endless));
        await second.Append(One, "b");
        Assert.Equal(["a", "b"], await second.Texts(One));
    }

    [Fact]
    public async Task Of_several_who_take_a_grain_at_once_the_last_one_writes()
    {
        var stores = new List<TextStore>();
        for (int i = 0; i < 4; i++)
            stores.Add(await Open(Settings(Short, new StandingTime())));
        var opened = await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.Store.Open(One))));
        Assert.Equal(4, opened.Select(one => one.Journal.Epoch).Distinct().Count());
        var last = opened.MaxBy(one => one.Journal.Epoch)!.Journal;
        foreach (var journal in opened.Select(one => one.Journal).Where(journal => journal != last))
            await Assert.ThrowsAsync<StoreException>(() => journal.Append("stale"u8).Durable);
        await last.Append("written"u8);
        Assert.Equal(["written"], await stores[0].Texts(One));
        stores.ForEach(store => store.Dispose());
    }

    [Fact]
    public async Task Work_listed_by_one_process_is_seen_by_another()
    {
        using var first = await Open();
        using var second = await Open();
        await first.Append(Two, "begin", WorkChange.Pending);
        Assert.Equal([Two], (await second.Store.List()).Work);
        await first.Store.Release(await first.Journal(Two));
        var journal = await second.Journal(Two);
        Assert.True(second.Store.HasWork(Two));
        await journal.Append("end"u8, WorkChange.Done);
        Assert.Empty((await first.Store.List()).Work);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task In_any_story_of_two_processes_what_was_acknowledged_is_there_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        TextStore[] processes =
        [
            await Open(Settings(TimeSpan.FromMilliseconds(50), new StandingTime())),
            await Open(Settings(TimeSpan.FromMilliseconds(50), new StandingTime())),
        ];
        var (journals, acknowledged) = (new FrameJournal?[2], new List<string>());
        int robberies = Robberies;
        for (int step = 0, owner = 0; step < 80; step++)
        {
            if (random.Next(6) == 0)
            {
                if (random.Next(2) == 0 && journals[owner] is { } held)
                    await processes[owner].Store.Release(held);
                else if (robberies-- <= 0)
                    continue;
                owner = 1 - owner;
                journals[owner] = (await processes[owner].Store.Open(One)).Journal;
            }
            // Now and then who has it no longer, and does not know.
            int writer = random.Next(8) == 0 ? 1 - owner : owner;
            journals[owner] ??= (await processes[owner].Store.Open(One)).Journal;
            if (journals[writer] is not { } journal)
                continue;
            var text = step.ToString(CultureInfo.InvariantCulture);
            try
            {
                await journal.Append(System.Text.Encoding.UTF8.GetBytes(text));
                Assert.Equal(owner, writer);
                acknowledged.Add(text);
                if (random.Next(5) == 0)
                    await journal.Snapshot(System.Text.Encoding.UTF8.GetBytes(string.Join('|', acknowledged)));
            }
            catch (StoreException)
            {
                Assert.NotEqual(owner, writer);
            }
        }
        Assert.Equal(acknowledged, await processes[0].Texts(One));
        foreach (var process in processes)
            process.Dispose();
    }

    private static StoreSettings Settings(TimeSpan lease, TimeProvider? time = null) =>
        new(Schema) { LeaseFor = lease, Time = time ?? TimeProvider.System };

    /// <summary>The time of a process that was stopped: no clock of its goes on.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new StandingTimer();

        private sealed class StandingTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
