using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo;

/// <summary>
/// What the server counts, under the meter <c>WorldModel.Silo</c>. Names and units are a public figure: they change
/// with a line in the changelog. No consumer id is ever a tag.
/// </summary>
public sealed class Metrics : IDisposable
{
    public const string MeterName = "WorldModel.Silo";

    private readonly Meter _meter = new(MeterName);
    private readonly IDisposable? _told = Telemetry.FromEnvironment();
    private readonly Counter<long> _events;
    private readonly Counter<long> _busy;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _snapshots;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _renewalsFailed;
    private readonly Counter<long> _expired;
    private readonly ConcurrentDictionary<string, PoolStatus> _pools = new(StringComparer.Ordinal);
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _recovery;
    private long _leases;

    public Metrics()
    {
        _events = _meter.CreateCounter<long>("worldmodel.events", "{event}", "Events by what became of them.");
        _busy = _meter.CreateCounter<long>("worldmodel.busy", "{call}", "Calls turned away because a queue was full.");
        _frames = _meter.CreateCounter<long>("worldmodel.store.frames", "{frame}", "Frames and snapshots written.");
        _snapshots = _meter.CreateCounter<long>("worldmodel.store.snapshots", "{snapshot}", "Snapshots taken.");
        _fenced = _meter.CreateCounter<long>(
            "worldmodel.store.fenced", "{grain}", "Grains that were taken from this process, or that it let go.");
        _renewalsFailed = _meter.CreateCounter<long>(
            "worldmodel.store.renewals.failed", "{renewal}", "Renewals of the lease on the store that failed.");
        _expired = _meter.CreateCounter<long>(
            "worldmodel.reservations.expired", "{reservation}", "Decisions that nobody reported in time.");
        _meter.CreateObservableGauge(
            "worldmodel.leases", () => Volatile.Read(ref _leases), "{lease}", "Leases that hold money.");
        _meter.CreateObservableGauge(
            "worldmodel.pool.remaining", () => Of(pool => pool.RemainingMicros), "{currency}", "Left in a pool.");
        _meter.CreateObservableGauge(
            "worldmodel.pool.leased", () => Of(pool => pool.LeasedMicros), "{currency}", "Lent to shards by a pool.");
        _meter.CreateObservableGauge(
            "worldmodel.pool.committed", () => Of(pool => pool.CommittedMicros), "{currency}", "Spent from a pool.");
        _commit = _meter.CreateHistogram<double>("worldmodel.store.commit", "s", "Time of a commit.");
        _recovery = _meter.CreateHistogram<double>("worldmodel.recovery", "s", "Time to bring a grain back.");
    }

    public void Committed(int frames, TimeSpan time)
    {
        _frames.Add(frames);
        _commit.Record(time.TotalSeconds);
    }

    public void Observed(long applied, long merged, long repeated, long refused)
    {
        Count(applied, "applied");
        Count(merged, "merged");
        Count(repeated, "repeated");
        Count(refused, "refused");
    }

    public void TurnedAway() => _busy.Add(1);

    /// <summary>A sweep of all shards: reservations that expired, and leases that still hold money.</summary>
    public void Swept(int expired, int leases)
    {
        _expired.Add(expired);
        Volatile.Write(ref _leases, leases);
    }

    /// <summary>What a pool's gauges say from now on.</summary>
    public void Show(PoolStatus pool) => _pools[pool.Pool] = pool;

    public void Snapshotted() => _snapshots.Add(1);

    public void Recovered(string kind, TimeSpan time) =>
        _recovery.Record(time.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A grain is no longer this process's, though it had not given it back.</summary>
    internal void Fenced(Fencing why) => _fenced.Add(
        1, new KeyValuePair<string, object?>("reason", why == Fencing.Taken ? "taken" : "lapsed"));

    /// <summary>The lease on the store could not be renewed this time.</summary>
    internal void RenewalFailed() => _renewalsFailed.Add(1);

    /// <summary>Lets the meter ask how long the lease on the store still holds.</summary>
    internal void WatchLease(Func<TimeSpan> left) => _meter.CreateObservableGauge(
        "worldmodel.store.lease", () => left().TotalSeconds, "s", "Time that the lease on the store still holds.");

    /// <summary>Whether an instrument is one of these: a process may have several meters of the name.</summary>
    internal bool Owns(Instrument instrument) => instrument.Meter == _meter;

    /// <summary>Lets the meter ask how many calls wait.</summary>
    public void WatchQueues(Func<long> pending) =>
        _meter.CreateObservableGauge("worldmodel.queue", pending, "{call}", "Calls that wait or run.");

    /// <summary>Ends it; what was counted last is told first.</summary>
    public void Dispose()
    {
        _told?.Dispose();
        _meter.Dispose();
    }

    private IEnumerable<Measurement<double>> Of(Func<PoolStatus, long> micros) => _pools.Values.Select(pool =>
        new Measurement<double>(micros(pool) / 1e6, new KeyValuePair<string, object?>("pool", pool.Pool)));

    private void Count(long events, string result)
    {
        if (events > 0)
            _events.Add(events, new KeyValuePair<string, object?>("result", result));
    }
}
