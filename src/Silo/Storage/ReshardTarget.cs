using WorldModel.Grains.Hosting;
using WorldModel.Grains.Replaying;
using WorldModel.Grains.Resharding;

namespace WorldModel.Silo.Storage;

/// <summary>
/// A new shard's journal as it begins: its state, kept as a base; the ledger's lines, a frame for each thousand; its
/// state again, so that no recovery reads them.
/// </summary>
internal sealed class ReshardTarget
{
    private readonly ReadOnlyMemory<byte> _state;
    private readonly BatchedWrites _writes;
    private readonly List<LedgerEntry> _lines = [];
    private long _sequence;
    private long _bytes;

    public ReshardTarget(
        GrainAddress grain, long epoch, long sequence, int day, ReadOnlyMemory<byte> state, BatchedWrites writes)
    {
        (Grain, Epoch, _sequence, _state, _writes) = (grain, epoch, sequence, state, writes);
        _writes.Add(new SnapshotWrite(grain, epoch, sequence, state)
        {
            Journal = JournalRetention.Everything,
            BaseDay = day,
        });
    }

    public GrainAddress Grain { get; }

    public long Epoch { get; }

    public void Add(LedgerEntry line)
    {
        _lines.Add(line);
        if (_lines.Count == LedgerRecord.MostLines)
            WriteLines();
    }

    public void End()
    {
        if (_lines.Count > 0)
            WriteLines();
        if (_bytes > 0)
            _writes.Add(new SnapshotWrite(Grain, Epoch, _sequence, _state)
            {
                Journal = JournalRetention.Everything,
                SinceBase = _bytes,
            });
    }

    private void WriteLines()
    {
        var frame = new Frame(Grain, Epoch, ++_sequence);
        frame.Add(LedgerRecord.Write(_lines), WorkChange.None);
        _bytes += frame.Bytes.Length;
        _writes.Add(frame);
        _lines.Clear();
    }
}
