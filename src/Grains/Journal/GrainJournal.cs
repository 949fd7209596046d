using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Journal;

/// <summary>
/// A grain's side of its journal: one reused buffer, as records are written in synchronous sections only, and the
/// ticket of the last record, which an answer that rests on earlier writes waits for.
/// </summary>
internal sealed class GrainJournal(IJournal journal)
{
    /// <summary>First byte of every record after its kind.</summary>
    public const byte Version = 5;

    private readonly RecordWriter _writer = new();

    /// <inheritdoc cref="IJournal.Epoch"/>
    public long Epoch => journal.Epoch;

    /// <summary>Kept once everything appended so far is durable.</summary>
    public CommitTicket Last { get; private set; } = CommitTicket.Kept;

    public RecordWriter Begin(byte kind)
    {
        _writer.Clear();
        _writer.Byte(kind);
        _writer.Byte(Version);
        return _writer;
    }

    /// <summary>The record begun, as far as it is written.</summary>
    public ReadOnlySpan<byte> Written => _writer.Written;

    public CommitTicket Commit(WorkChange work = WorkChange.None) => Last = journal.Append(_writer.Written, work);

    /// <summary>Reads a record's kind and version where only one kind will do.</summary>
    public static void Expect(ref RecordReader reader, byte kind)
    {
        var got = Open(ref reader);
        if (got != kind) throw new RecoveryException("record kind", got.ToString(), kind.ToString());
    }

    /// <summary>Reads a record's kind and checks its version.</summary>
    public static byte Open(ref RecordReader reader)
    {
        var kind = reader.Byte();
        var version = reader.Byte();
        return version == Version
            ? kind
            : throw new RecoveryException("record version", version.ToString(),
                $"{Version}: another version of WorldModel wrote this data folder");
    }
}
