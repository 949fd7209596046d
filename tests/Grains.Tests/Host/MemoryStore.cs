using System.Buffers;
using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Tests.Host;

/// <summary>What survives a crash: per grain a snapshot and the records after it, and the list of long work.</summary>
internal sealed class MemoryStore
{
    private readonly SortedDictionary<string, Kept> _grains = new(StringComparer.Ordinal);

    public SortedSet<string> Work { get; } = new(StringComparer.Ordinal);

    /// <summary>How many lives there were.</summary>
    public long Epoch { get; private set; }

    /// <summary>A new life begins; its number.</summary>
    public long Begin() => ++Epoch;

    /// <summary>Records kept, in all.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes of all records kept, in all.</summary>
    public long RecordBytes { get; private set; }

    private sealed class Kept
    {
        public byte[]? Snapshot;
        public List<byte[]> Records = [];
        public List<byte[]> All = [];
    }

    public void Keep(GrainAddress grain, byte[] record, WorkChange work)
    {
        Of(grain).Records.Add(record);
        Of(grain).All.Add(record);
        Records++;
        RecordBytes += record.Length;
        if (work == WorkChange.Pending) Work.Add(grain.ToString());
        if (work == WorkChange.Done) Work.Remove(grain.ToString());
    }

    public void Snapshot(GrainAddress grain, IRecoverable state)
    {
        var bytes = new ArrayBufferWriter<byte>();
        state.Snapshot(bytes);
        var kept = Of(grain);
        kept.Snapshot = bytes.WrittenSpan.ToArray();
        kept.Records = [];
    }

    /// <summary>A grain's records since its last snapshot.</summary>
    public IReadOnlyList<byte[]> RecordsOf(GrainAddress grain) => Of(grain).Records;

    /// <summary>All records that a grain ever kept.</summary>
    public IReadOnlyList<byte[]> HistoryOf(GrainAddress grain) => Of(grain).All;

    /// <summary>All bytes kept.</summary>
    public IEnumerable<byte[]> Everything =>
        _grains.Values.SelectMany(kept => kept.Records.Append(kept.Snapshot ?? []));

    public void Recover(GrainAddress grain, IRecoverable fresh)
    {
        var kept = Of(grain);
        if (kept.Snapshot is { } snapshot) fresh.Restore(snapshot);
        foreach (var record in kept.Records) fresh.Apply(record);
        fresh.Activated();
    }

    private Kept Of(GrainAddress grain)
    {
        var key = grain.ToString();
        if (!_grains.TryGetValue(key, out var kept)) _grains[key] = kept = new Kept();
        return kept;
    }
}
