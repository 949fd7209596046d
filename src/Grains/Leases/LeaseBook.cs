using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Leases;

/// <summary>
/// A shard's money: what pools have lent it, and the reservations of its decisions. Changed by journalled records only.
/// For every pool granted = committed + released + reserved + unspent, none of them negative.
/// </summary>
/// <param name="keepTicks">For how long a closed reservation is remembered, so that a repeat finds it.</param>
internal sealed class LeaseBook(long keepTicks)
{
    private readonly ByName<PoolLease> _pools = new();
    private readonly Dictionary<UInt128, Reservation> _reservations = [];
    private readonly SortedSet<(long Due, UInt128 Decision)> _due = [];
    private readonly Dictionary<ulong, List<UInt128>> _awaiting = [];

    // What every decision asks for: the first of _due.
    private long _nextDue = long.MaxValue;

    /// <summary>Tells what becomes of a reservation: before, and after.</summary>
    public event Action<Reservation, Reservation>? Changed;

    public IEnumerable<PoolLease> Pools => _pools.Values;

    /// <summary>All reservations remembered, by when something happens to them next.</summary>
    public IEnumerable<Reservation> Reservations => _due.Select(entry => _reservations[entry.Decision]);

    public int Count => _reservations.Count;

    /// <summary>Reservations that expired since the activation.</summary>
    public long Expired { get; private set; }

    public PoolLease? Lease(string pool) => _pools.GetValueOrDefault(pool);

    public Reservation? Find(UInt128 decision) => _reservations.GetValueOrDefault(decision);

    public bool IsStopped(string pool) => Lease(pool)?.Stop.Stopped == true;

    /// <summary>What may be reserved now.</summary>
    public long Available(string pool, DateTimeOffset now) =>
        Lease(pool) is { Stop.Stopped: false } lease && now.UtcTicks < lease.ValidUntil ? lease.Unspent : 0;

    /// <summary>Takes over a grant; one that is older than known changes nothing.</summary>
    public void Grant(string pool, long granted, long validUntil)
    {
        var lease = Of(pool);
        lease.Granted = Math.Max(lease.Granted, granted);
        lease.ValidUntil = Math.Max(lease.ValidUntil, validUntil);
    }

    /// <summary>Reserves a decision's charge; there must be as much.</summary>
    public void Reserve(Reservation reservation)
    {
        Of(reservation.Pool).Reserved += reservation.ChargeMicros;
        Add(reservation);
    }

    /// <summary>The treatment was given: its cost is committed, what it did not cost is the shard's again.</summary>
    public void Commit(UInt128 decision, int day, long cost)
    {
        var known = _reservations[decision];
        var lease = _pools[known.Pool];
        lease.Reserved -= known.ChargeMicros;
        lease.Committed += cost;
        Close(known with { Day = day }, ReservationState.Committed, cost);
    }

    /// <summary>The treatment was given, and costs something if an outcome comes until then.</summary>
    public void Await(UInt128 decision, int day, long until)
    {
        var known = _reservations[decision];
        Replace(known with { State = ReservationState.Awaiting, Day = day, Due = until });
    }

    /// <summary>The treatment was not given: its charge is the shard's again.</summary>
    public void Release(UInt128 decision)
    {
        var known = _reservations[decision];
        _pools[known.Pool].Reserved -= known.ChargeMicros;
        Close(known, ReservationState.Returned);
    }

    /// <summary>Whether anything waits for an outcome.</summary>
    public bool HasAwaiting => _awaiting.Count > 0;

    /// <summary>What a consumer was given and may still have to be paid for.</summary>
    public IReadOnlyList<Reservation> Awaiting(ulong consumer) =>
        _awaiting.TryGetValue(consumer, out var ids) ? [.. ids.Select(id => _reservations[id])] : [];

    /// <summary>Whether something has expired by then.</summary>
    public bool IsDue(long now) => _nextDue <= now;

    /// <summary>
    /// Ends what is due by then: what is pending expires, what waits for an outcome lapses, what is closed is
    /// forgotten.
    /// </summary>
    public void Expire(long now)
    {
        while (IsDue(now))
        {
            var known = _reservations[_due.Min.Decision];
            if (!known.IsOpen)
            {
                Remove(known);
                continue;
            }

            _pools[known.Pool].Reserved -= known.ChargeMicros;
            var isPending = known.State == ReservationState.Pending;
            Close(known, isPending ? ReservationState.Expired : ReservationState.Lapsed);
            if (isPending) Expired++;
        }
    }

    /// <summary>Gives so much of a lease back unspent.</summary>
    public void Return(string pool, long micros) => _pools[pool].Released += micros;

    /// <summary>
    /// What became of a scan's decision, whose charge is committed already: what it did not cost is refunded.
    /// </summary>
    public void CloseScan(Reservation scanned, ReservationState state, int day, long cost)
    {
        Of(scanned.Pool).Refunded += scanned.ChargeMicros - cost;
        var due = scanned.ExpiresAt + keepTicks;
        var closed = scanned with { State = state, Day = day, CostMicros = cost, Due = due };
        Add(closed);
        Changed?.Invoke(scanned, closed);
    }

    /// <summary>Obeys an order to stop or to go on, if it is newer than the last.</summary>
    public void Recall(RecallOrder order)
    {
        var lease = Of(order.Pool);
        if (order.Number > lease.Stop.Number) lease.Stop = order;
    }

    /// <summary>Cuts the link from reservations to a consumer who is forgotten; money stays as it is.</summary>
    public void Forget(ulong consumer)
    {
        foreach (var known in _reservations.Values.Where(known => known.Consumer == consumer).ToArray())
            Replace(known with { Consumer = 0 });
    }

    /// <summary>Puts back what a snapshot has.</summary>
    public void Restore(PoolLease lease) => _pools[lease.Pool] = lease;

    /// <summary>Puts back a reservation of a snapshot, whose lease is there and counts it.</summary>
    public void Restore(Reservation reservation) => Add(reservation);

    private PoolLease Of(string pool)
    {
        if (!_pools.TryGetValue(pool, out var lease)) _pools[pool] = lease = new PoolLease(pool);
        return lease;
    }

    private void Close(Reservation open, ReservationState state, long cost = 0)
    {
        var due = Math.Max(open.ExpiresAt, open.Due) + keepTicks;
        Replace(open with { State = state, CostMicros = cost, Due = due });
    }

    private void Replace(Reservation next)
    {
        var before = _reservations[next.Decision];
        Remove(before);
        Add(next);
        if (before.State != next.State) Changed?.Invoke(before, next);
    }

    private void Add(Reservation reservation)
    {
        _reservations.Add(reservation.Decision, reservation);
        _due.Add((reservation.Due, reservation.Decision));
        _nextDue = Math.Min(_nextDue, reservation.Due);
        if (reservation.State != ReservationState.Awaiting) return;
        if (!_awaiting.TryGetValue(reservation.Consumer, out var ids)) _awaiting[reservation.Consumer] = ids = [];
        ids.Add(reservation.Decision);
    }

    private void Remove(Reservation reservation)
    {
        _reservations.Remove(reservation.Decision);
        _due.Remove((reservation.Due, reservation.Decision));
        if (reservation.Due == _nextDue) _nextDue = _due.Count > 0 ? _due.Min.Due : long.MaxValue;
        if (reservation.State != ReservationState.Awaiting) return;
        var ids = _awaiting[reservation.Consumer];
        ids.Remove(reservation.Decision);
        if (ids.Count == 0) _awaiting.Remove(reservation.Consumer);
    }
}
