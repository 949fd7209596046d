using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Resharding;
using WorldModel.Schema;

namespace WorldModel.Grains.Replaying;

/// <summary>
/// A shard rebuilt from its journal by somebody who only looks: record by record it tells what was decided and, where
/// asked, makes what was computed again, by the code that computed it, and compares the bytes. Used by one thread.
/// </summary>
public sealed class ShardReplay
{
    private readonly ShardState _state;
    private readonly EstimateLog _estimates = new();
    private readonly LedgerProjection _ledger;
    private readonly SingleAgain _singles;
    private readonly ScanAgain _scans;

    /// <param name="schema">The store's schema.</param>
    /// <param name="models">Models by hash: those that decided.</param>
    public ShardReplay(ConsumerSchema schema, IModelLibrary models)
    {
        _state = new ShardState(schema);
        _ledger = new LedgerProjection(_state, _estimates);
        _singles = new SingleAgain(_state, models);
        _scans = new ScanAgain(_state, models, _estimates);
    }

    /// <summary>The frame whose records come next.</summary>
    public long Sequence { get; set; }

    /// <summary>
    /// Whether all that was replayed is of the version that is written now. What an earlier one wrote decides the same,
    /// but may leave another state than it did then (docs/formats.md), which is no sign of damage.
    /// </summary>
    public bool IsOfThisVersion { get; private set; } = true;

    /// <summary>Begins at a snapshot.</summary>
    /// <exception cref="RecoveryException">It is none of a shard of this schema.</exception>
    public void Restore(ReadOnlySpan<byte> snapshot)
    {
        ShardSnapshot.Read(_state, snapshot);
        IsOfThisVersion = GrainJournal.IsOfThisVersion(snapshot);
    }

    /// <summary>The whole state, as a snapshot has it.</summary>
    public byte[] Snapshot()
    {
        var writer = new RecordWriter();
        ShardSnapshot.Write(_state, writer);
        return writer.Written.ToArray();
    }

    /// <summary>Applies a record; what it says of decisions.</summary>
    /// <exception cref="RecoveryException">It is no record of a shard, or does not fit the state.</exception>
    public IReadOnlyList<LedgerEntry> Apply(ReadOnlySpan<byte> record)
    {
        Note(record);
        return Tell(record);
    }

    /// <summary>Applies a record and makes again what it decided or estimated; the decisions that it took.</summary>
    /// <exception cref="RecoveryException">It is no record of a shard, or does not fit the state.</exception>
    public IReadOnlyList<CheckedDecision> Check(ReadOnlySpan<byte> record)
    {
        var (differences, unknown) = ((IReadOnlyList<Difference>)[], (string?)null);
        if (Kind(record) == ShardRecords.Decision) (differences, unknown) = _singles.Check(record);
        if (Kind(record) == ShardRecords.EstimateSlice) _scans.Check(record, Sequence);
        var isCarried = Kind(record) == ShardRecords.Ledger;
        if (isCarried) unknown = LedgerRecord.Unknown;
        return
        [
            .. Tell(record).Where(IsAnswer).Select(entry =>
                entry.IsScan && !isCarried
                    ? new CheckedDecision(entry, _estimates.DifferencesOf(entry.Campaign, entry.Row),
                        _estimates.UnknownOf(entry.Campaign, entry.Row))
                    : new CheckedDecision(entry, differences, unknown)),
        ];
    }

    /// <summary>Applies a record; the explanation of a decision, where this is the record that took it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="decision">The decision, as an earlier replay has told it.</param>
    /// <exception cref="RecoveryException">It is no record of a shard, or does not fit the state.</exception>
    public Explanation? Explain(ReadOnlySpan<byte> record, LedgerEntry decision)
    {
        Explanation? explained = null;
        if (decision.IsScan && Kind(record) == ShardRecords.EstimateSlice)
        {
            _scans.Check(record, Sequence);
            _scans.Prepare(record, decision);
        }

        if (!decision.IsScan && Kind(record) == ShardRecords.Decision && Sequence == decision.Sequence)
        {
            var reader = new RecordReader(record);
            GrainJournal.Expect(ref reader, ShardRecords.Decision);
            var entry = _ledger.Single(ShardRecords.ReadDecision(ref reader), Sequence);
            if (entry.DecisionId == decision.DecisionId) explained = _singles.Explain(record, entry);
        }

        var entries = Tell(record);
        if (Kind(record) == ShardRecords.Ledger) return Carried(entries, decision);
        if (!decision.IsScan) return explained;
        var scan = entries.FirstOrDefault(entry => entry.IsScan && entry.DecisionId == decision.DecisionId);
        return scan is null ? null : _scans.Explain(scan);
    }

    /// <summary>A line from before the shards were cut anew tells what was decided, and not from what.</summary>
    private static Explanation? Carried(IReadOnlyList<LedgerEntry> lines, LedgerEntry decision) =>
        lines.FirstOrDefault(line => line.DecisionId == decision.DecisionId && line.Kind == LedgerKind.Decision)
            is { } line
            ? new Explanation(
                line, [new Difference("decision", "this one", LedgerRecord.Unknown)], LedgerRecord.Unknown, [], null,
                [], [])
            : null;

    /// <summary>Applies a record, whatever is asked of it; what it says of decisions.</summary>
    private IReadOnlyList<LedgerEntry> Tell(ReadOnlySpan<byte> record)
    {
        IsOfThisVersion &= GrainJournal.IsOfThisVersion(record);
        return _ledger.Apply(record, Sequence);
    }

    private void Note(ReadOnlySpan<byte> record)
    {
        if (Kind(record) != ShardRecords.EstimateSlice) return;
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ShardRecords.EstimateSlice);
        var (campaign, from, count) = EstimateRecord.ReadHead(ref reader);
        _estimates.Add(campaign, from, count, Sequence);
    }

    private static bool IsAnswer(LedgerEntry entry) => entry.Kind is LedgerKind.Decision or LedgerKind.Repeated;

    private static byte Kind(ReadOnlySpan<byte> record) => record.Length > 0 ? record[0] : (byte)0;
}
