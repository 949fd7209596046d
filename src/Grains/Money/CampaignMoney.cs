namespace WorldModel.Grains.Money;

/// <summary>What a campaign asked a pool to keep, and what its shards have committed. Micro-units.</summary>
internal sealed class CampaignMoney
{
    private readonly SortedDictionary<int, long> _shards = [];

    public long Reserved { get; set; }

    public long Committed { get; private set; }

    /// <summary>Reserved and not committed yet.</summary>
    public long Outstanding => Math.Max(0, Reserved - Committed);

    public IReadOnlyDictionary<int, long> Shards => _shards;

    public long CommittedBy(int shard) => _shards.GetValueOrDefault(shard);

    public void Commit(int shard, long micros)
    {
        Committed += micros - CommittedBy(shard);
        _shards[shard] = micros;
    }
}
