namespace WorldModel.Silo.Storage;

/// <summary>How a store of any kind is opened, and how it is made where there is none.</summary>
/// <param name="SchemaHash">Hash of the consumer schema that its states are of; fixed when it is made.</param>
public record StoreSettings(string SchemaHash)
{
    public const int DefaultShards = 256;
    public const int MostShards = 65_536;

    /// <summary>Shards of a new store, a power of two; null: 256, or what the store has.</summary>
    public int? Shards { get; init; }

    /// <summary>How much of the journal is kept behind the snapshots.</summary>
    public JournalRetention Journal { get; init; } = JournalRetention.Everything;

    /// <summary>
    /// Bytes of frames after which a snapshot is kept as a base, from which the kept journal can be replayed, if they
    /// are more than the last base: so that bases at most double what is kept.
    /// </summary>
    public long BaseBytes { get; init; } = 1 << 20;

    /// <summary>
    /// In a store that several processes share: how long what one has opened is its own without asking again. So long
    /// the next one waits where a process died.
    /// </summary>
    public TimeSpan LeaseFor { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Epochs of a new store are higher than this: where it is a copy, what an earlier start said stays in the past.
    /// </summary>
    public long EpochsAbove { get; init; }

    /// <summary>The wall's time: its days are those that retention counts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The shards of a store about to be made.</summary>
    /// <exception cref="StoreException">Not a power of two, or too many.</exception>
    public int ShardsToMake()
    {
        int shards = Shards ?? DefaultShards;
        return shards is >= 1 and <= MostShards && (shards & (shards - 1)) == 0
            ? shards
            : throw new StoreException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"shards: got {shards}, expected a power of two from 1 to {MostShards}"));
    }

    /// <summary>Compares what is asked for with what a store was made with.</summary>
    /// <exception cref="StoreException">Another number of shards, or another schema.</exception>
    public void Check(int shards, string schemaHash)
    {
        if (Shards is { } asked && asked != shards)
            throw new StoreException($"shards: got {asked}, expected {shards}, with which this store was made");
        if (schemaHash != SchemaHash)
            throw new StoreException(
                $"schema: got hash {SchemaHash}, expected {schemaHash}, with which this store was made");
    }
}

/// <summary>How the store of a data directory is opened.</summary>
/// <param name="Directory">Its data directory.</param>
/// <param name="SchemaHash">Hash of the consumer schema that its states are of; fixed when it is made.</param>
public sealed record StoreOptions(string Directory, string SchemaHash) : StoreSettings(SchemaHash)
{
    internal StoreOptions(string directory, StoreSettings settings)
        : this(directory, settings.SchemaHash)
    {
        (Shards, Journal, BaseBytes) = (settings.Shards, settings.Journal, settings.BaseBytes);
        (EpochsAbove, LeaseFor, Time) = (settings.EpochsAbove, settings.LeaseFor, settings.Time);
        Synchronous = settings is StoreOptions options ? options.Synchronous : Synchronous.Full;
    }

    /// <summary>When a commit counts as done. Anything but full is named at start and in health.</summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Full;
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
