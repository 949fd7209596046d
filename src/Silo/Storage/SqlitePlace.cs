using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>Where a grain's snapshot and frames stand in the file, as it is read.</summary>
internal sealed class SqlitePlace(GrainAddress grain)
{
    public GrainAddress Grain => grain;

    public JournalPosition Position { get; private set; } = JournalPosition.Empty;

    /// <summary>Rows of the frames that the last snapshot does not stand for, oldest first.</summary>
    public List<long> Rows { get; } = [];

    /// <summary>The last row of any of its frames: no new one may have its number.</summary>
    public long LastRow { get; private set; }

    public void Snapshotted(long sequence, long bytes, long sinceBase) =>
        Position = JournalPosition.Snapshotted(sequence, bytes, sinceBase);

    public void Based(long bytes) => Position = Position with { BaseBytes = bytes };

    /// <summary>One more frame, unless the snapshot stands for it.</summary>
    /// <exception cref="StoreException">The frame is not the next one.</exception>
    public void Follow(long row, long sequence, long bytes)
    {
        LastRow = row;
        if (sequence <= Position.SnapshotSequence)
            return;
        Position = Position.After(grain, sequence, bytes);
        Rows.Add(row);
    }
}
