namespace WorldModel.Silo.Storage;

/// <summary>How a store is opened, and how it is made where there is none.</summary>
/// <param name="Directory">Its data directory.</param>
/// <param name="SchemaHash">Hash of the consumer schema that its states are of; fixed when it is made.</param>
public sealed record StoreOptions(string Directory, string SchemaHash)
{
    public const int DefaultShards = 256;
    public const int MostShards = 65_536;

    /// <summary>Shards of a new store, a power of two; null: 256, or what the store has.</summary>
    public int? Shards { get; init; }

    /// <summary>When a commit counts as done. Anything but full is named at start and in health.</summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Full;

    /// <summary>How much of the journal is kept behind the snapshots.</summary>
    public JournalRetention Journal { get; init; } = JournalRetention.Everything;

    /// <summary>
    /// Bytes of frames after which a snapshot is kept as a base, from which the kept journal can be replayed, if they
    /// are more than the last base: so that bases at most double what is kept.
    /// </summary>
    public long BaseBytes { get; init; } = 1 << 20;

    /// <summary>The wall's time: its days are those that retention counts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>SQLite's setting of the same name, in WAL mode.</summary>
public enum Synchronous
{
    /// <summary>Never waits for the disk: an acknowledged write survives the process, not the power.</summary>
    Off = 0,

    /// <summary>Waits at checkpoints only: the last acknowledged writes may be lost with the power.</summary>
    Normal = 1,

    /// <summary>Waits at every commit: an acknowledged write survives power loss.</summary>
    Full = 2,
}
