namespace WorldModel.Silo.Orleans;

/// <summary>How a silo works in a cluster, whatever its store and its network.</summary>
public sealed record ClusterSettings
{
    /// <summary>How often the coordinator looks whether shards are even.</summary>
    public TimeSpan BalanceEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shards that move in a minute at most; each is unreachable for some tens of milliseconds.</summary>
    public int MovesAMinute { get; init; } = 240;

    /// <summary>How often a silo asks which model is live, beside being told.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one silo waits for another's answer to a probe.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Probes that a silo may miss before another votes that it is gone.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>How often a silo reads who the members are, beside being told: whether it is one itself.</summary>
    public TimeSpan ReadMembersEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a silo waits for the store after its lease is over before it asks whether others reach it, and ends
    /// where they do: they then take its shards.
    /// </summary>
    public TimeSpan AloneFor { get; init; } = TimeSpan.FromSeconds(10);
}
