using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// The money of one pool. Every change keeps budget >= reserved + leased + committed, where reserved is what campaigns
/// asked to be kept and have not committed yet.
/// </summary>
internal sealed class PoolBook(string pool)
{
    private readonly SortedDictionary<string, CampaignMoney> _campaigns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _grants = new(StringComparer.Ordinal);

    public string Pool => pool;

    public long Budget { get; set; }

    public long Leased { get; private set; }

    public IReadOnlyDictionary<string, CampaignMoney> Campaigns => _campaigns;

    public IReadOnlyDictionary<string, long> Grants => _grants;

    public PoolStatus Status
    {
        get
        {
            long reserved = 0, committed = 0;
            foreach (var money in _campaigns.Values)
            {
                reserved += money.Outstanding;
                committed += money.Committed;
            }

            return new PoolStatus(pool, Budget, reserved, Leased, committed);
        }
    }

    public CampaignMoney Campaign(string id)
    {
        if (!_campaigns.TryGetValue(id, out var money)) _campaigns[id] = money = new CampaignMoney();
        return money;
    }

    public long? Granted(string requestId) => _grants.TryGetValue(requestId, out var micros) ? micros : null;

    public void Grant(string requestId, long micros)
    {
        _grants[requestId] = micros;
        Leased += micros;
    }
}
