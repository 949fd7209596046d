using WorldModel.Grains.Hosting;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// When a grain's snapshot is written: when its frames since the last one outgrow that one some times, or a least size,
/// give or take half of it by the grain's name. Grains that get equal traffic would else all be due within one commit,
/// and every caller would wait for all their snapshots.
/// </summary>
public sealed class SnapshotDue(GrainAddress grain, long leastBytes)
{
    /// <summary>
    /// What a recovery replays grows with it, and what snapshots take of the cores and the disk, and questions have to
    /// wait for them, falls: of a million consumers docs/figures.md has both.
    /// </summary>
    private const int Times = 4;

    private readonly double _share = .5 + ConsumerHash.Keyed(grain.Key, grain.Kind);

    public bool IsNow(FrameJournal journal) =>
        journal.BytesSinceSnapshot > _share * Math.Max(leastBytes, Times * journal.SnapshotBytes);
}
