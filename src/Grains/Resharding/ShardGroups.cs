using WorldModel.Schema;

namespace WorldModel.Grains.Resharding;

/// <summary>
/// Cuts the consumers of a stopped store anew into another number of shards. Shards are ranges of a hash, and powers of
/// two: so a group of one old shard becomes several new ones, or several become one, and groups know nothing of each
/// other. No answer changes by it but those about shards and leases.
/// </summary>
public sealed class ShardGroups
{
    private readonly ConsumerSchema _schema;
    private readonly int _from;
    private readonly int _to;
    private readonly PoolCut[] _pools;

    /// <param name="schema">The store's schema.</param>
    /// <param name="from">Shards there are.</param>
    /// <param name="to">Shards there are to be; both are powers of two.</param>
    /// <param name="pools">All pools, as the store has them.</param>
    public ShardGroups(ConsumerSchema schema, int from, int to, IEnumerable<ReshardedPool> pools)
    {
        (_schema, _from, _to) = (schema, from, to);
        _pools = [.. pools.Select(pool => new PoolCut(pool))];
    }

    /// <summary>Groups, each cut by itself.</summary>
    public int Groups => Math.Min(_from, _to);

    /// <summary>Numbers of a group's old shards.</summary>
    public IEnumerable<int> SourcesOf(int group) => Enumerable.Range(group * (_from / Groups), _from / Groups);

    /// <summary>Numbers of a group's new shards.</summary>
    public IEnumerable<int> TargetsOf(int group) => Enumerable.Range(group * (_to / Groups), _to / Groups);

    /// <summary>Cuts one group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="sources">Its old shards, all of them, by number.</param>
    /// <returns>Its new shards, by number.</returns>
    /// <exception cref="InputException">A campaign is in the middle of something, or money does not add up.</exception>
    public IReadOnlyList<ReshardedShard> Cut(int group, IReadOnlyList<ReshardedShard> sources)
    {
        ReshardedShard[] targets = [.. TargetsOf(group).Select(number => new ReshardedShard(_schema, number))];
        new ShardCut(_schema, sources, targets, _to).Run();
        CheckPools(sources);
        foreach (var pool in _pools) pool.Cut(sources, targets);
        return targets;
    }

    /// <summary>The pools as the new shards know them, once all groups are cut.</summary>
    /// <exception cref="InputException">Money does not add up.</exception>
    public IEnumerable<ReshardedPool> Pools()
    {
        foreach (var pool in _pools)
        {
            pool.Check();
            yield return pool.After;
        }
    }

    private void CheckPools(IReadOnlyList<ReshardedShard> sources)
    {
        foreach (var lease in sources.SelectMany(source => source.State.Leases.Pools))
        {
            if (lease is { Granted: 0, Refunded: 0 } || Array.Exists(_pools, pool => pool.Name == lease.Pool)) continue;
            throw new InputException("pool", lease.Pool, "a pool of the store: its shards have money of it");
        }
    }
}
