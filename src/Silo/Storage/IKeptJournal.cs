using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The journal that a store keeps, read only, beside silos that may be running: what it holds when it is opened, all of
/// a grain at one instant. Used by one thread.
/// </summary>
public interface IKeptJournal : IDisposable
{
    int Shards { get; }

    /// <summary>The hash of the schema that all states are of.</summary>
    string SchemaHash { get; }

    /// <summary>The highest epoch under which anything was written.</summary>
    long Epoch { get; }

    IEnumerable<GrainAddress> Grains { get; }

    /// <summary>Grains whose long work has not ended.</summary>
    IEnumerable<GrainAddress> Work { get; }

    /// <summary>
    /// What is kept of a grain: the bases that it can be replayed from, and the frames behind the oldest of them.
    /// </summary>
    GrainHistory Of(GrainAddress grain);

    /// <summary>The snapshots that are kept as bases, rising.</summary>
    IReadOnlyList<KeptBase> Bases(GrainAddress grain);

    /// <summary>Bytes of frames between the last base and the last snapshot.</summary>
    long SinceBase(GrainAddress grain);

    /// <summary>The last snapshot; null where there is none.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    byte[]? Snapshot(GrainAddress grain);

    /// <summary>The state at a base; null: nothing, as a grain begins.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    byte[]? Base(GrainAddress grain, long sequence);

    /// <summary>The frames after a sequence, in order.</summary>
    /// <exception cref="StoreException">One is damaged or missing: names grain and sequence.</exception>
    IEnumerable<(long Sequence, byte[] Bytes)> Frames(GrainAddress grain, long after, long upTo = long.MaxValue);
}

/// <summary>A snapshot that is kept to replay from.</summary>
/// <param name="Sequence">The frame up to which it goes.</param>
/// <param name="Day">The day (UTC, day number) on which it was written.</param>
public sealed record KeptBase(long Sequence, int Day);

/// <summary>What a store keeps of one grain.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Bases">Sequences that a replay can begin after, rising; 0: from the grain's beginning.</param>
/// <param name="Snapshot">The frame up to which the last snapshot goes; 0: there is none.</param>
/// <param name="Last">The last frame.</param>
public sealed record GrainHistory(GrainAddress Grain, IReadOnlyList<long> Bases, long Snapshot, long Last)
{
    /// <summary>Whether the journal is whole: nothing from before is missing.</summary>
    public bool IsWhole => Bases is [0, ..];
}
