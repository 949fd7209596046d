using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Renews what a process has opened in a store that several share, three times in the time that it holds. What it has
/// held counts from before the store was asked, on this process's own clock: clocks of machines are never compared.
/// Where no renewal came through in that time everything is lost, for somebody else may answer for it.
/// </summary>
internal sealed class StoreLease(
    IStoreBackend backend, TimeSpan leaseFor, TimeProvider time,
    Func<ConcurrentDictionary<GrainAddress, FrameJournal>> open, Action<GrainAddress, StoreException> lose)
    : IDisposable
{
    private const int RenewalsPerLease = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _running = Task.CompletedTask;
    private StoreException? _failure;
    private long _validUntil;
    private long _renewals;

    /// <summary>How often it was renewed.</summary>
    public long Renewals => Volatile.Read(ref _renewals);

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
        _running = Task.Run(Run);
    }

    /// <exception cref="StoreException">The store cannot be asked: nothing is renewed.</exception>
    public async Task Renew(CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            long start = time.GetTimestamp();
            var held = open().ToDictionary(entry => entry.Key, entry => entry.Value.Epoch);
            foreach (var grain in await backend.Renew(held, cancellation))
                lose(grain, new StoreException($"{grain}: somebody else has taken it"));
            if (_renewals > 0 && Lapse is { } lapse)
            {
                foreach (var grain in held.Keys)
                    lose(grain, lapse);
            }
            Volatile.Write(ref _validUntil, start + (long)(leaseFor.TotalSeconds * time.TimestampFrequency));
            Volatile.Write(ref _renewals, _renewals + 1);
        }
        finally
        {
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

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(leaseFor / RenewalsPerLease, time, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Renew(_stop.Token);
                _failure = null;
            }
            catch (StoreException failure)
            {
                _failure = failure;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
