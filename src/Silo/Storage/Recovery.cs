using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>What a store holds of one grain: its last snapshot, and the frames after it.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Snapshot">The snapshot's bytes; null where there is none.</param>
/// <param name="Frames">The frames after it, in order; each several records.</param>
public sealed record Recovery(GrainAddress Grain, byte[]? Snapshot, List<(long Sequence, byte[] Bytes)> Frames)
{
    /// <summary>Brings a new grain to the state that the store holds.</summary>
    /// <exception cref="StoreException">A frame's records do not fit its length.</exception>
    public void Replay(IRecoverable grain)
    {
        if (Snapshot is not null)
            grain.Restore(Snapshot);
        foreach (var (sequence, bytes) in Frames)
            Replay(grain, sequence, bytes);
        grain.Activated();
    }

    private void Replay(IRecoverable grain, long sequence, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int length = Frame.RecordLength(bytes, at);
            if (length < 0)
                throw new StoreException(
                    $"{Grain}, frame {sequence}: a record at byte {at} runs past the frame's {bytes.Length} bytes");
            int start = Frame.RecordStart(at);
            grain.Apply(bytes.Slice(start, length));
            at = start + length;
        }
    }
}
