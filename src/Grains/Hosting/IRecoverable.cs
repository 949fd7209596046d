using System.Buffers;

namespace WorldModel.Grains.Hosting;

/// <summary>
/// How a host brings a grain back: a new object, <see cref="Restore"/> with the last snapshot if there is one,
/// <see cref="Apply"/> for every record after it in order, then <see cref="Activated"/>, and only then messages. A
/// host may write a snapshot on any turn: it stands for all records appended until then. Restoring and applying ask
/// nobody and read no clock, so that a replay gives the same state every time.
/// </summary>
public interface IRecoverable
{
    /// <summary>Takes over a snapshot; the grain is new.</summary>
    /// <exception cref="RecoveryException">Not a snapshot of this grain, or of a format not known here.</exception>
    void Restore(ReadOnlySpan<byte> snapshot);

    /// <summary>Applies a record again.</summary>
    /// <exception cref="RecoveryException">Not a record of this grain, or one that does not fit its state.</exception>
    void Apply(ReadOnlySpan<byte> record);

    /// <summary>Called once, when all records are applied, before the first message.</summary>
    void Activated();

    /// <summary>
    /// Records since the last snapshot asked to forget something: the next snapshot must not leave behind it what those
    /// records and older ones tell. Writing or restoring a snapshot answers it.
    /// </summary>
    bool HasForgotten => false;

    /// <summary>Writes the grain's whole state.</summary>
    void Snapshot(IBufferWriter<byte> to);
}
