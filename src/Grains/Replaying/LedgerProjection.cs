using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Resharding;

namespace WorldModel.Grains.Replaying;

/// <summary>What a shard's records say of decisions, told as they are applied.</summary>
internal sealed class LedgerProjection
{
    private readonly ShardState _state;
    private readonly EstimateLog _estimates;
    private readonly List<LedgerEntry> _told = [];
    private long _sequence;

    public LedgerProjection(ShardState state, EstimateLog estimates)
    {
        (_state, _estimates) = (state, estimates);
        state.Leases.Changed += (before, after) => _told.Add(Became(before, after));
    }

    /// <summary>Applies a record of a frame; what it says of decisions.</summary>
    public IReadOnlyList<LedgerEntry> Apply(ReadOnlySpan<byte> record, long sequence)
    {
        _sequence = sequence;
        _told.Clear();
        var reader = new RecordReader(record);
        switch (GrainJournal.Open(ref reader, out _))
        {
            case ShardRecords.DecideSlice:
                _told.AddRange(Scan(record, reader.String(), reader.Count()));
                break;
            case ShardRecords.Decision:
                _told.Add(Single(ShardRecords.ReadDecision(ref reader), sequence));
                ShardRecords.Apply(_state, record);
                break;
            case ShardRecords.Ledger:
                _told.AddRange(LedgerRecord.Read(ref reader, sequence));
                break;
            case ShardRecords.EstimateBegin:
                _estimates.Begin(SpecCodec.Read(ref reader).Id);
                ShardRecords.Apply(_state, record);
                break;
            default:
                ShardRecords.Apply(_state, record);
                break;
        }

        return _told.Count == 0 ? [] : [.. _told];
    }

    /// <summary>A single decision's line; before the record is applied.</summary>
    public LedgerEntry Single(in SingleDecision decision, long sequence)
    {
        var inputs = DecisionInputs.Decode(decision.Inputs, _state.Rows);
        var reply = ReplyCodec.Decode(decision.Reply);
        return new LedgerEntry(
            decision.IsRepeated ? LedgerKind.Repeated : LedgerKind.Decision, reply.DecisionId, decision.Campaign,
            sequence)
        {
            Consumer = inputs.Request.Consumer,
            Day = inputs.Today,
            At = inputs.Now,
            Treatment = reply.Treatment,
            Group = reply.Group,
            Reason = reply.ReasonCode,
            Propensity = reply.Propensity,
            Value = Micros.ToDouble(decision.ValueMicros),
            Cost = Micros.ToDouble(decision.CostMicros),
            ShadowPrice = reply.ShadowPrice,
            Model = reply.AsOf?.Model,
            ExpiresAt = reply.ExpiresAt,
            Since = sequence,
            Row = _state.Rows.Find(inputs.Request.Consumer),
        };
    }

    private List<LedgerEntry> Scan(ReadOnlySpan<byte> record, string campaign, int to)
    {
        var columns = ShardRecords.Campaign(_state, campaign);
        var undecided = Enumerable.Range(columns.Decided, Math.Max(0, to - columns.Decided))
            .Where(row => columns.Group(row) != CampaignGroup.Outside && columns.Choice(row, columns.Day) is null)
            .ToArray();
        ShardRecords.Apply(_state, record);
        var entries = new List<LedgerEntry>(undecided.Length);
        foreach (var row in undecided)
        {
            if (_state.Rows.Ids[row] is { } consumer && columns.Choice(row, columns.Day) is { } option)
                entries.Add(Decided(columns, row, consumer, option));
        }

        return entries;
    }

    private LedgerEntry Decided(CampaignColumns columns, int row, string consumer, int option)
    {
        var decision = DecisionPages.Decision(_state, columns, row, consumer, option);
        var id = DecisionId.Of(columns.Spec.Id, consumer, columns.Day);
        return new LedgerEntry(LedgerKind.Decision, DecisionId.Text(id), columns.Spec.Id, _sequence)
        {
            IsScan = true,
            Consumer = consumer,
            Day = DateOnly.FromDayNumber(columns.Day),
            Treatment = decision.Treatment,
            Group = decision.Group,
            Reason = decision.Reason,
            Propensity = decision.Propensity,
            Value = decision.Value,
            Cost = decision.Cost,
            ShadowPrice = decision.ShadowPrice,
            Model = columns.Model,
            Since = _estimates.SequenceOf(columns.Spec.Id, row),
            Row = row,
        };
    }

    private LedgerEntry Became(Reservation before, Reservation after)
    {
        var row = _state.Rows.Find(after.Consumer);
        var kind = after.State switch
        {
            ReservationState.Committed when before.State == ReservationState.Awaiting => LedgerKind.Converted,
            ReservationState.Committed or ReservationState.Awaiting => LedgerKind.Delivered,
            ReservationState.Returned => LedgerKind.Failed,
            ReservationState.Lapsed => LedgerKind.Lapsed,
            _ => LedgerKind.Expired,
        };
        var isPassed = kind is LedgerKind.Expired or LedgerKind.Lapsed;
        var treatment = _state.Campaigns.TryGetValue(after.Campaign, out var columns)
            ? columns.Terms.Treatments[after.Option]
            : null;
        // What a scan expected of a conversion goes with the round's columns.
        var isKnown = after.State == ReservationState.Committed
            && !(after is { IsScan: true, ChargeMicros: 0 } && treatment?.CostOutcome >= 0);
        return new LedgerEntry(kind, DecisionId.Text(after.Decision), after.Campaign, _sequence)
        {
            Consumer = row < 0 ? null : _state.Rows.Ids[row],
            Treatment = treatment?.Name,
            Day = after.Day > 0 ? DateOnly.FromDayNumber(after.Day) : null,
            At = isPassed ? new DateTimeOffset(before.Due, TimeSpan.Zero) : null,
            Cost = isKnown ? Micros.ToDouble(after.CostMicros) : null,
            Row = row,
        };
    }
}
