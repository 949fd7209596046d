using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Copies everything that a store holds into an empty one of any kind: every grain's snapshot, frames, bases and kept
/// frames, byte for byte, and which grains have work. Epochs go on above those of the original, so that pools tell what
/// is said from then on from what an earlier start said.
/// </summary>
public static class StoreCopy
{
    /// <param name="from">What is copied: as it is when the copy begins, and no silo should be writing to it.</param>
    /// <param name="to">Where to; made where it is not there.</param>
    /// <param name="progress">Told how many grains are done, and of how many.</param>
    /// <param name="cancellation">Ends it early; what was copied then is to be thrown away.</param>
    /// <exception cref="StoreException">The target is not empty, or something is damaged.</exception>
    public static async Task<StoreCopied> Run(
        IStoreProvider from, IStoreProvider to, Action<int, int> progress, CancellationToken cancellation = default)
    {
        using var kept = from.OpenKept();
        using var backend = await to.Open(
            new StoreSettings(kept.SchemaHash) { Shards = kept.Shards, EpochsAbove = kept.Epoch }, cancellation);
        if ((await backend.List(cancellation)).Grains.Count is > 0 and var there)
            throw new StoreException($"to: got {to.Name} with {there} grains, expected an empty store");
        var (grains, work) = (kept.Grains.ToList(), kept.Work.ToHashSet());
        var (writes, done) = (new BatchedWrites(backend), 0);
        foreach (var grain in grains)
        {
            cancellation.ThrowIfCancellationRequested();
            var epoch = (await backend.Open(grain, cancellation)).Epoch;
            Copy(kept, grain, epoch, work.Contains(grain), writes);
            writes.Flush();
            await backend.Release(grain, epoch, cancellation);
            progress(++done, grains.Count);
        }
        return new StoreCopied(kept.Shards, done, writes.Count, writes.Bytes);
    }

    /// <summary>Writes everything of a grain again, byte for byte.</summary>
    internal static void Copy(
        IKeptJournal kept, GrainAddress grain, long epoch, bool hasWork, BatchedWrites writes)
    {
        foreach (var write in WritesOf(kept, grain, epoch, hasWork))
            writes.Add(write);
    }

    /// <summary>What was once written of a grain, as far as it is kept, in the order in which it was.</summary>
    private static IEnumerable<StoreWrite> WritesOf(IKeptJournal kept, GrainAddress grain, long epoch, bool hasWork)
    {
        var history = kept.Of(grain);
        var bases = kept.Bases(grain).ToDictionary(one => one.Sequence, one => one.Day);
        var work = hasWork ? WorkChange.Pending : WorkChange.None;
        WorkChange WorkAt(long sequence) => sequence == history.Last ? work : WorkChange.None;
        SnapshotWrite? SnapshotAt(long sequence)
        {
            var isLast = sequence == history.Snapshot;
            var isBase = bases.TryGetValue(sequence, out int day);
            return !isLast && !isBase ? null : new SnapshotWrite(
                grain, epoch, sequence, (isLast ? kept.Snapshot(grain) : kept.Base(grain, sequence))!)
            {
                Journal = JournalRetention.Everything,
                SinceBase = isLast ? kept.SinceBase(grain) : 0,
                BaseDay = isBase ? day : null,
                Copied = WorkAt(sequence),
            };
        }

        // Where nothing is kept behind the snapshot, or less than all, the journal begins with a snapshot.
        long start = history.Bases.Count > 0 ? history.Bases[0] : history.Snapshot;
        if (start > 0)
            yield return SnapshotAt(start)!;
        foreach (var (sequence, bytes) in kept.Frames(grain, start))
        {
            yield return Frame.Copy(grain, epoch, sequence, bytes, WorkAt(sequence));
            if (SnapshotAt(sequence) is { } snapshot)
                yield return snapshot;
        }
    }
}

/// <summary>What a copy came to.</summary>
/// <param name="Shards">Shards of both stores.</param>
/// <param name="Grains">Grains copied.</param>
/// <param name="Writes">Frames, snapshots and bases.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record StoreCopied(int Shards, int Grains, long Writes, long Bytes);
