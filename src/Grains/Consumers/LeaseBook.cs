namespace WorldModel.Grains.Consumers;

/// <summary>What a shard may still spend of each pool, and the number of its next lease. Micro-units.</summary>
internal sealed class LeaseBook
{
    private readonly SortedDictionary<string, Lease> _pools = new(StringComparer.Ordinal);

    private sealed class Lease
    {
        public long Remaining;
        public int Number;
    }

    public IEnumerable<(string Pool, long Remaining, int Number)> Pools =>
        _pools.Select(pair => (pair.Key, pair.Value.Remaining, pair.Value.Number));

    public long Remaining(string pool) => _pools.TryGetValue(pool, out var lease) ? lease.Remaining : 0;

    /// <summary>Number of the next lease to ask for; the same until that one is granted.</summary>
    public int Next(string pool) => _pools.TryGetValue(pool, out var lease) ? lease.Number + 1 : 1;

    /// <summary>Takes a grant; one that was taken already changes nothing.</summary>
    public void Grant(string pool, int number, long micros)
    {
        if (number < Next(pool)) return;
        Restore(pool, Remaining(pool) + micros, number);
    }

    public void Spend(string pool, long micros) => _pools[pool].Remaining -= micros;

    public void Restore(string pool, long remaining, int number) =>
        _pools[pool] = new Lease { Remaining = remaining, Number = number };
}
