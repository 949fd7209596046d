using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// The money of one pool. Every change keeps budget >= reserved + leased + committed, where reserved is what campaigns
/// asked to be kept and have not committed yet, and leased what shards hold for decisions one by one.
/// </summary>
internal sealed class PoolBook(string pool)
{
    private readonly SortedDictionary<string, CampaignMoney> _campaigns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, ShardAccount> _shards = [];
    private long _leased;
    private long _committed;

    public string Pool => pool;

    public long Budget { get; set; }

    public PoolPace? Pace { get; set; }

    public PaceWindow Window { get; set; }

    /// <summary>The newest order to stop or to go on.</summary>
    public RecallOrder Stop { get; set; } = new(pool, 0, false);

    /// <summary>Campaigns whose undecided rows are priced together.</summary>
    public SortedSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The price that the last allocation found; null: none yet, or none since there is more or less to spend
    /// (<see cref="Unprice"/>).
    /// </summary>
    public double? Price { get; set; }

    /// <summary>How often a price was lost since the activation: what was searched for meanwhile is not it.</summary>
    public long Changes { get; private set; }

    public IReadOnlyDictionary<string, CampaignMoney> Campaigns => _campaigns;

    /// <summary>What shards hold, by shard.</summary>
    public IReadOnlyDictionary<int, ShardAccount> Shards => _shards;

    public PoolStatus Status
    {
        get
        {
            var (reserved, committed) = (0L, _committed);
            foreach (var money in _campaigns.Values)
            {
                reserved += money.Outstanding;
                committed += money.Committed;
            }

            return new PoolStatus(pool, Budget, reserved, _leased, committed);
        }
    }

    /// <summary>What may be granted or reserved now: what remains, within the pace; nothing while stopped.</summary>
    public long Free
    {
        get
        {
            if (Stop.Stopped) return 0;
            var status = Status;
            if (Pace is not { } pace) return status.RemainingMicros;
            var used = status.ReservedMicros + status.LeasedMicros + status.CommittedMicros - Window.CommittedBefore;
            return Math.Clamp(pace.Micros - used, 0, status.RemainingMicros);
        }
    }

    public CampaignMoney Campaign(string id)
    {
        if (!_campaigns.TryGetValue(id, out var money)) _campaigns[id] = money = new CampaignMoney();
        return money;
    }

    /// <summary>
    /// What there is to spend, or who shares it, is another now: the price is to be found again. Under a pace it stays:
    /// what is free in the rest of a window is no measure of it, and it would go on in the next.
    /// </summary>
    public void Unprice()
    {
        if (Pace is not null) return;
        Price = null;
        Changes++;
    }

    public ShardAccount? Find(int shard) => _shards.GetValueOrDefault(shard);

    /// <summary>Grants a shard so much in all, until then.</summary>
    public void Grant(int shard, long epoch, long granted, long validUntil)
    {
        var account = Account(shard);
        _leased -= account.Held;
        account.Epoch = Math.Max(account.Epoch, epoch);
        account.Granted = Math.Max(account.Granted, granted);
        account.ValidUntil = Math.Max(account.ValidUntil, validUntil);
        _leased += account.Held;
    }

    /// <summary>Takes over a shard's totals; what is older than known changes nothing.</summary>
    public void Settle(SettleRequest totals)
    {
        var account = Account(totals.Shard);
        _leased -= account.Held;
        _committed -= account.Committed - account.Refunded;
        account.Epoch = Math.Max(account.Epoch, totals.Epoch);
        account.Committed = Math.Max(account.Committed, totals.CommittedMicros);
        account.Released = Math.Max(account.Released, totals.ReleasedMicros);
        account.Refunded = Math.Max(account.Refunded, totals.RefundedMicros);
        _leased += account.Held;
        _committed += account.Committed - account.Refunded;
    }

    /// <summary>Whether a shard's totals say anything that is not known.</summary>
    public bool IsNews(SettleRequest totals) => Find(totals.Shard) is not { } account
        ? totals is not { CommittedMicros: 0, ReleasedMicros: 0, RefundedMicros: 0 }
        : totals.Epoch > account.Epoch || totals.CommittedMicros > account.Committed
            || totals.ReleasedMicros > account.Released || totals.RefundedMicros > account.Refunded;

    private ShardAccount Account(int shard)
    {
        if (!_shards.TryGetValue(shard, out var account)) _shards[shard] = account = new ShardAccount();
        return account;
    }
}
