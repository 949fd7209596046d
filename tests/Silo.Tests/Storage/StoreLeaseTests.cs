using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;
using WorldModel.Testing.Contract;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>A process that cannot renew its lease answers nothing once it is over, however it fails.</summary>
public sealed class StoreLeaseTests : IDisposable
{
    private static readonly GrainAddress One = GrainAddress.Shard(1);
    private static readonly GrainAddress Two = GrainAddress.Shard(2);

    /// <summary>So long that no renewal comes by the wall's time: the tests renew.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly HandTime _time = new();
    private readonly MemoryStore _memory = new(4, TimeSpan.Zero);
    private readonly Metrics _metrics = new();
    private readonly MetricReader _read;

    public StoreLeaseTests() => _read = new MetricReader(_metrics);

    public void Dispose()
    {
        _read.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Where_the_store_cannot_be_asked_nothing_is_answered_once_the_lease_is_over()
    {
        using var store = await Open();
        var journal = (await store.Open(One)).Journal;
        await journal.Append("a"u8);
        _memory.IsDown = true;
        for (var passed = TimeSpan.Zero; passed < Lease; passed += Lease / 3)
        {
            Assert.False(journal.IsLost);
            await Assert.ThrowsAsync<StoreException>(() => store.Lease!.Renew());
            _time.Pass(Lease / 3);
        }
        Assert.False(journal.IsLost);
        _time.Pass(Moment);
        Assert.True(journal.IsLost);
        Assert.Contains("was not renewed in 360 s", store.Failure!.Message);
        await Assert.ThrowsAsync<StoreException>(() => journal.Append("b"u8).Durable);
        Assert.Equal(3, _read.Sum("worldmodel.store.renewals.failed"));
        Assert.Equal(-1, _read.Gauge("worldmodel.store.lease"));

        _memory.IsDown = false;
        await store.Lease!.Renew();
        Assert.Null(store.Failure);
        // What was lost stays lost: another may have had it meanwhile.
        Assert.True(journal.IsLost);
        Assert.Equal(1, _read.Sum("worldmodel.store.fenced", "lapsed"));
        Assert.Equal(Lease.TotalSeconds, _read.Gauge("worldmodel.store.lease"));
        await (await store.Open(One)).Journal.Append("c"u8);
    }

    [Fact]
    public async Task A_grain_let_go_while_the_lease_is_over_is_counted_once()
    {
        using var store = await Open();
        var journal = (await store.Open(One)).Journal;
        _memory.IsDown = true;
        _time.Pass(Lease + Moment);
        await store.Release(journal);
        _memory.IsDown = false;
        await store.Lease!.Renew();
        Assert.Equal(1, _read.Sum("worldmodel.store.fenced", "lapsed"));
        Assert.Equal(0, _read.Sum("worldmodel.store.fenced", "taken"));
    }

    [Fact]
    public async Task An_answer_that_took_longer_than_the_lease_renews_nothing()
    {
        using var store = await Open();
        var journal = (await store.Open(One)).Journal;
        _memory.OnTheWay = _ =>
        {
            _time.Pass(Lease + Moment);
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<StoreException>(() => store.Lease!.Renew());
        Assert.True(journal.IsLost);
        Assert.NotNull(store.Failure);
    }

    [Fact]
    public async Task A_process_whose_lease_ran_out_takes_nothing_before_it_knows_what_became_of_it()
    {
        using var store = await Open();
        await store.Open(One);
        var asked = 0;
        store.Lease!.AfterLapse = _ => ++asked < 3
            ? Task.FromException(new InvalidOperationException("not known"))
            : Task.CompletedTask;
        await store.Lease.Renew();
        Assert.Equal(0, asked);
        _time.Pass(Lease + Moment);
        await Assert.ThrowsAsync<StoreException>(() => store.Lease.Renew());
        var error = await Assert.ThrowsAsync<StoreException>(async () => await store.Open(Two));
        Assert.Contains("not known", error.Message);
        Assert.Equal(0, _memory.EpochOf(Two));
        Assert.False((await store.Open(Two)).Journal.IsLost);
        Assert.Equal((3, 1), (asked, _memory.EpochOf(Two)));
        await store.Lease.Renew();
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_not_waited_for_longer_than_the_lease()
    {
        using var store = await Open(TimeSpan.FromMilliseconds(300));
        var journal = (await store.Open(One)).Journal;
        _memory.OnTheWay = end => Task.Delay(Timeout.Infinite, end);
        var error = await Assert.ThrowsAsync<StoreException>(() => store.Lease!.Renew());
        Assert.Contains("did not answer in the lease's time", error.Message);
        _time.Pass(Moment);
        Assert.True(journal.IsLost);
    }

    [Fact]
    public async Task What_another_has_taken_is_lost_with_the_next_renewal_and_nothing_else()
    {
        using var store = await Open();
        var (mine, other) = ((await store.Open(One)).Journal, (await store.Open(Two)).Journal);
        using var next = await Open();
        await next.Open(One);
        await store.Lease!.Renew();
        Assert.Equal((true, false), (mine.IsLost, other.IsLost));
        Assert.Equal(1, _read.Sum("worldmodel.store.fenced", "taken"));
        Assert.Equal(0, _read.Sum("worldmodel.store.fenced", "lapsed"));
    }

    [Fact]
    public async Task A_refused_write_counts_as_taken()
    {
        using var store = await Open();
        var mine = (await store.Open(One)).Journal;
        using var next = await Open();
        await next.Open(One);
        await Assert.ThrowsAsync<StoreException>(() => mine.Append("stale"u8).Durable);
        Assert.Equal(1, _read.Sum("worldmodel.store.fenced", "taken"));
    }

    /// <summary>
    /// The renewal under way does not name it: were it handed out now, who takes it before the store hears of the
    /// renewal would wait for the lease as it was, and this process would answer until the renewal after.
    /// </summary>
    [Fact]
    public async Task A_grain_opened_while_a_renewal_is_under_way_waits_for_one_that_names_it()
    {
        using var store = await Open();
        var gate = new TaskCompletionSource();
        _memory.OnTheWay = _ => gate.Task;
        var renewing = store.Lease!.Renew();
        var opening = store.Open(One).AsTask();
        Assert.False(opening.IsCompleted);
        gate.SetResult();
        await renewing;
        Assert.False((await opening).Journal.IsLost);
        Assert.Equal([One], _memory.Renewed);
    }

    private Task<FrameStore> Open(TimeSpan? lease = null)
    {
        _memory.LeaseFor = lease ?? Lease;
        return FrameStore.Open(_memory, new StoreSettings("schema") { Time = _time }, _metrics);
    }
}
