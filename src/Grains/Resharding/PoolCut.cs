using System.Globalization;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Schema;

namespace WorldModel.Grains.Resharding;

/// <summary>
/// One pool's money among other shards. What a shard and its pool know of each other is first made one, as a sweep
/// would; then each new shard is granted what its open reservations take, and the first of a group all the rest.
/// </summary>
internal sealed class PoolCut(ReshardedPool before)
{
    private readonly long _committed = before.Book.Campaigns.Values.Sum(money => money.Committed);
    private long _held;
    private long _spent;

    public string Name => before.Name;

    /// <summary>The pool as the new shards know it.</summary>
    public ReshardedPool After { get; } = before.WithoutShards();

    /// <summary>Cuts what the shards of a group have of the pool.</summary>
    /// <exception cref="InputException">Shard and pool are of two instants.</exception>
    public void Cut(IReadOnlyList<ReshardedShard> sources, IReadOnlyList<ReshardedShard> targets)
    {
        CommitScans(sources, targets[0].Number);
        var (all, epoch) = (new PoolLease(Name) { Stop = before.Book.Stop }, 0L);
        foreach (var source in sources)
        {
            var lease = Agreed(source);
            epoch = Math.Max(epoch, before.Book.Find(source.Number)?.Epoch ?? 0);
            all.Granted += lease.Granted;
            all.Committed += lease.Committed;
            all.Released += lease.Released;
            all.Refunded += lease.Refunded;
            all.Reserved += lease.Reserved;
            all.ValidUntil = Math.Max(all.ValidUntil, lease.ValidUntil);
        }

        _held += all.Granted - all.Committed - all.Released;
        _spent += all.Committed - all.Refunded;
        for (var i = targets.Count - 1; i >= 0; i--)
        {
            var reserved = targets[i].State.Leases.Reservations
                .Where(known => known.IsOpen && known.Pool == Name).Sum(known => known.ChargeMicros);
            var part = i == 0 ? all : new PoolLease(Name)
            {
                Granted = reserved,
                Reserved = reserved,
                ValidUntil = all.ValidUntil,
                Stop = all.Stop,
            };
            if (i > 0) (all.Granted, all.Reserved) = (all.Granted - reserved, all.Reserved - reserved);
            else if (all.Reserved != reserved) throw Torn(sources[0].Number, all.Reserved, "what its decisions keep");
            Give(targets[i], part, epoch);
        }
    }

    /// <summary>Whether no money came or went.</summary>
    /// <exception cref="InputException">Some did: shards are missing.</exception>
    public void Check()
    {
        var (was, now) = (before.Book.Status, After.Book.Status);
        var expected = was with { LeasedMicros = _held, CommittedMicros = _committed + _spent };
        if (now != expected) throw new InputException($"pool {Name}", now.ToString(), expected.ToString());
    }

    /// <summary>What scans committed, by shard: totals that the first of a group goes on with.</summary>
    private void CommitScans(IReadOnlyList<ReshardedShard> sources, int first)
    {
        foreach (var (campaign, money) in before.Book.Campaigns)
        {
            var committed = sources.Sum(source => money.CommittedBy(source.Number));
            if (committed > 0) After.Book.Campaign(campaign).Commit(first, committed);
        }
    }

    /// <summary>What a shard has of the pool: the grants that the pool gave, the rest as the shard has it.</summary>
    private PoolLease Agreed(ReshardedShard source)
    {
        var (account, lease) = (before.Book.Find(source.Number), source.State.Leases.Lease(Name));
        var granted = account?.Granted ?? 0;
        if ((lease?.Granted ?? 0) > granted) throw Torn(source.Number, granted, "what it was granted");
        if ((account?.Committed ?? 0) > (lease?.Committed ?? 0)
            || (account?.Released ?? 0) > (lease?.Released ?? 0)
            || (account?.Refunded ?? 0) > (lease?.Refunded ?? 0))
            throw Torn(source.Number, account!.Committed, "what it has spent and given back");
        return new PoolLease(Name)
        {
            Granted = granted,
            Committed = lease?.Committed ?? 0,
            Released = lease?.Released ?? 0,
            Refunded = lease?.Refunded ?? 0,
            Reserved = lease?.Reserved ?? 0,
            ValidUntil = Math.Max(account?.ValidUntil ?? 0, lease?.ValidUntil ?? 0),
        };
    }

    private void Give(ReshardedShard target, PoolLease part, long epoch)
    {
        if (part is { Granted: 0, Refunded: 0, Stop.Number: 0 }) return;
        target.State.Leases.Restore(part);
        if (part is { Granted: 0, Refunded: 0 }) return;
        After.Book.Grant(target.Number, epoch, part.Granted, part.ValidUntil);
        After.Book.Settle(new SettleRequest(
            target.Number, epoch, part.Granted, part.Committed, part.Released, part.Refunded));
    }

    private InputException Torn(int shard, long micros, string what) => new(
        $"pool {Name}", micros.ToString(CultureInfo.InvariantCulture),
        $"the micro-units that shard {shard} says, {what}: a store to which no silo was writing");
}
