using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Renews what a process has opened in a store that several share, three times in the time that it holds. What it has
/// held counts from before the store was asked, on this process's own clock: clocks of machines are never compared.
/// Where no renewal came through in that time everything is lost, for somebody else may answer for it.
/// </summary>
internal sealed class StoreLease(
    IStoreBackend backend, TimeSpan leaseFor, TimeProvider time, Metrics? metrics,
    Func<ConcurrentDictionary<GrainAddress, FrameJournal>> open, Action<GrainAddress, StoreException, Fencing> lose)
    : IDisposable
{
    private const int RenewalsPerLease = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _running = Task.CompletedTask;
    private StoreException? _failure;
    private long _validUntil;
    private long _begun;
    private long _ended;
    private bool _isHeld;

    /// <summary>How many renewals have ended, well or not.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>How many renewals have begun: one that is under way is one more than have ended.</summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>
    /// What a process does whose lease had run out, before it holds anything again: it may be taken for dead. Where it
    /// fails, nothing is renewed.
    /// </summary>
    public Func<CancellationToken, Task>? AfterLapse { get; set; }

    /// <summary>How long it still holds; below zero: nothing is held any more.</summary>
    public TimeSpan Left => time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _validUntil));

    /// <summary>Why nothing is held any more; null while it is.</summary>
    public StoreException? Lapse =>
        time.GetTimestamp() <= Volatile.Read(ref _validUntil)
            ? null
            : new StoreException(
                $"the lease on the store was not renewed in {leaseFor.TotalSeconds} s",
                (Exception?)_failure ?? new TimeoutException());

    /// <exception cref="StoreException">The store cannot be asked.</exception>
    public async Task Start()
    {
        await Renew(_stop.Token);
        metrics?.WatchLease(() => Left);
        _running = Task.Run(Run);
    }

    /// <exception cref="StoreException">The store cannot be asked: nothing is renewed.</exception>
    public async Task Renew(CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation);
        Volatile.Write(ref _begun, _begun + 1);
        try
        {
            await RenewHeld(cancellation);
        }
        catch (StoreException failure)
        {
            _failure = failure;
            metrics?.RenewalFailed();
            throw;
        }
        finally
        {
            Volatile.Write(ref _ended, _ended + 1);
            _one.Release();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running.GetAwaiter().GetResult();
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task RenewHeld(CancellationToken cancellation)
    {
        var hasLapsed = _isHeld && LetGoLapsed() is not null;
        if (hasLapsed)
            await Asking(end => AfterLapse?.Invoke(end) ?? Task.CompletedTask, cancellation);
        long start = time.GetTimestamp();
        var held = open().ToDictionary(entry => entry.Key, entry => entry.Value.Epoch);
        IReadOnlyCollection<GrainAddress> taken = [];
        await Asking(async end => taken = await backend.Renew(held, end), cancellation);
        foreach (var grain in taken)
            lose(grain, new StoreException($"{grain}: somebody else has taken it"), Fencing.Taken);
        if (_isHeld && !hasLapsed && LetGoLapsed() is { } late)
            throw late;
        Volatile.Write(ref _validUntil, start + (long)(leaseFor.TotalSeconds * time.TimestampFrequency));
        (_isHeld, _failure) = (true, null);
    }

    /// <summary>Why the lease is over, and everything with it; null: it holds.</summary>
    private StoreException? LetGoLapsed()
    {
        if (Lapse is not { } lapse)
            return null;
        foreach (var grain in open().Keys)
            lose(grain, lapse, Fencing.Lapsed);
        return lapse;
    }

    /// <summary>Asks, no longer than the lease would hold: a later answer would be worth nothing.</summary>
    private async Task Asking(Func<CancellationToken, Task> ask, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(leaseFor, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await ask(end.Token);
        }
        catch (Exception failure) when (failure is not StoreException && !cancellation.IsCancellationRequested)
        {
            var isLate = late.IsCancellationRequested;
            throw new StoreException(
                isLate ? "the store did not answer in the lease's time" : failure.Message, failure);
        }
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(leaseFor / RenewalsPerLease, time, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Renew(_stop.Token);
            }
            catch (StoreException)
            {
                // Counted and kept as the cause; the next one tries again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

/// <summary>Why a grain's journal is no longer this process's.</summary>
internal enum Fencing
{
    /// <summary>Somebody else has taken the grain: a renewal says so, or a write of it was refused.</summary>
    Taken,

    /// <summary>The lease on the store was not renewed in time.</summary>
    Lapsed,
}
