using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Journal;

/// <summary>
/// A grain's side of its journal: one reused buffer, as records are written in synchronous sections only, and the
/// ticket of the last record, which an answer that rests on earlier writes waits for.
/// </summary>
internal sealed class GrainJournal(IJournal journal)
{
    /// <summary>First byte of every record after its kind.</summary>
    public const byte Version = 7;

    /// <summary>The oldest version that is still read; docs/formats.md says what was another then.</summary>
    public const byte OldestVersion = 5;

    private const int VersionAt = 1;

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

    /// <summary>Reads a record's kind, where only one will do, and its version, which is returned.</summary>
    public static byte Expect(ref RecordReader reader, byte kind)
    {
        var got = Open(ref reader, out var version);
        return got == kind
            ? version
            : throw new RecoveryException("record kind", got.ToString(), kind.ToString());
    }

    /// <summary>Whether a record or snapshot is of the version that is written now.</summary>
    public static bool IsOfThisVersion(ReadOnlySpan<byte> record) =>
        record.Length > VersionAt && record[VersionAt] == Version;

    /// <summary>Whether two records of a kind say the same, whichever version each is of.</summary>
    public static bool SaySame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one[..VersionAt].SequenceEqual(other[..VersionAt])
        && one[(VersionAt + 1)..].SequenceEqual(other[(VersionAt + 1)..]);

    /// <summary>Reads a record's kind and checks its version.</summary>
    public static byte Open(ref RecordReader reader, out byte version)
    {
        var kind = reader.Byte();
        version = reader.Byte();
        return version is >= OldestVersion and <= Version
            ? kind
            : throw new RecoveryException("record version", version.ToString(),
                $"{OldestVersion} to {Version}: another version of WorldModel wrote this data folder");
    }
}
