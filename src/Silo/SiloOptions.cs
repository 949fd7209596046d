using WorldModel.Grains.Hosting;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo;

/// <summary>What a silo is started with.</summary>
/// <param name="DataDirectory">Where the store and the models are; made where it is not there.</param>
/// <param name="Schema">What a consumer looks like; fixed when the store is made.</param>
public sealed record SiloOptions(string DataDirectory, ConsumerSchema Schema)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";
    public const int DefaultQueueBound = 1024;
    public const long DefaultMostStreamBytes = 4L << 30;
    public const long DefaultSnapshotBytes = 4 << 20;

    /// <summary>Where it listens; a loopback address unless there are keys. Port 0: any free one.</summary>
    public string Url { get; init; } = DefaultUrl;

    /// <summary>A file of access keys, one a line; null: none, and only this machine may call.</summary>
    public string? Keys { get; init; }

    /// <summary>Which time counts.</summary>
    public ClockKind Clock { get; init; } = ClockKind.Wall;

    /// <summary>Where frames and snapshots stand; null: in the data directory.</summary>
    public IStoreProvider? Store { get; init; }

    /// <summary>When a commit to the data directory counts as done.</summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Full;

    /// <summary>Shards of a new store, a power of two; null: 256, or what the store has.</summary>
    public int? Shards { get; init; }

    /// <summary>A model file made live at start if none is; null: none.</summary>
    public string? Model { get; init; }

    /// <summary>Calls that may wait in one grain; one more is answered 429.</summary>
    public int QueueBound { get; init; } = DefaultQueueBound;

    /// <summary>Longest body of <c>application/x-ndjson</c>, bytes.</summary>
    public long MostStreamBytes { get; init; } = DefaultMostStreamBytes;

    /// <summary>Bytes of frames after which a grain's snapshot takes their place, if it is not larger.</summary>
    public long SnapshotBytes { get; init; } = DefaultSnapshotBytes;

    /// <summary>How much of the journal is kept behind the snapshots: what decisions can be explained from.</summary>
    public JournalRetention Journal { get; init; } = JournalRetention.Everything;

    /// <summary>Bounds of the grains' turns and calls.</summary>
    public GrainLimits Limits { get; init; } = new();

    /// <summary>How often expired reservations and leases are looked for.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wall's time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The least severe line that is logged to the console; None: no line at all.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}

/// <summary>Which time counts.</summary>
public enum ClockKind
{
    /// <summary>The wall's, its day in the schema's zone.</summary>
    Wall,

    /// <summary>
    /// The stream's own: noon of the latest day that an event named. For replays; see <c>StreamClock</c>.
    /// </summary>
    Stream,
}
