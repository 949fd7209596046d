using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// A shard's records: written where something happens, applied there and in a replay by the same code. The numbers and
/// layouts stand in docs/formats.md, "Journal records".
/// </summary>
internal static class ShardRecords
{
    public const byte Events = 1;
    public const byte Profiles = 2;
    public const byte Forget = 3;
    public const byte EstimateBegin = 4;
    public const byte EstimateSlice = 5;
    public const byte Price = 6;
    public const byte DecideSlice = 7;
    public const byte Grant = 8;
    public const byte Decision = 9;
    public const byte Close = 10;
    public const byte Members = 11;
    public const byte Claims = 12;
    public const byte PassTime = 13;

    /// <summary>Lines of the ledger from before the shards were cut anew; no part of the state.</summary>
    public const byte Ledger = 14;

    public const byte Expire = 20;
    public const byte Return = 21;
    public const byte Recall = 22;
    public const byte Snapshot = 255;

    // What an event says stands where a slot would: slots follow from 8 on.
    private const int OfAttributes = 0;
    private const int OfReversal = 1;
    private const int OfDelivery = 2;
    private const int FirstSlot = 8;

    public static void Apply(ShardState state, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        switch (GrainJournal.Open(ref reader, out _))
        {
            case Events: ApplyEvents(state, ref reader); break;
            case Profiles: ApplyProfiles(state, ref reader); break;
            case Forget: state.Forget(reader.Count()); break;
            case EstimateBegin: ApplyBegin(state, ref reader); break;
            case EstimateSlice: EstimateRecord.Apply(state, ref reader); break;
            case Price: ApplyPrice(state, ref reader); break;
            case DecideSlice: state.Decide(Campaign(state, reader.String()), reader.Count()); break;
            case Grant: LeaseRecords.ApplyGrant(state.Leases, ref reader); break;
            case Decision: ApplyDecision(state, ref reader); break;
            case Close: ApplyClose(state, ref reader); break;
            case Members: ApplyMembers(state, ref reader); break;
            case Claims: ApplyClaims(state, ref reader); break;
            case PassTime: state.PassTime(reader.Int64()); break;
            case Ledger: break;
            case Expire: state.Leases.Expire(reader.Int64()); break;
            case Return: LeaseRecords.ApplyReturn(state.Leases, ref reader); break;
            case Recall: state.Leases.Recall(LeaseRecords.ReadRecall(ref reader)); break;
            case var kind: throw new RecoveryException("shard record", kind.ToString(), "a kind known here");
        }
    }

    /// <summary>An accepted event: its consumer by row, or by id where it creates it.</summary>
    public static void WriteEvent(RecordWriter writer, int row, string? created, UInt128 id, in StateEvent e)
    {
        WriteHead(writer, row, created, id, e.Day, FirstSlot + e.Slot);
        writer.Signed(e.Micros);
    }

    public static void WriteEvent(
        RecordWriter writer, int row, string? created, UInt128 id, int day, ReadOnlySpan<int> attributes)
    {
        WriteHead(writer, row, created, id, day, OfAttributes);
        writer.Ints(attributes);
    }

    public static void WriteEvent(RecordWriter writer, int row, UInt128 id, int day, UInt128 reversed, long asked)
    {
        WriteHead(writer, row, null, id, day, OfReversal);
        writer.UInt128(reversed);
        writer.Signed(asked);
    }

    public static void WriteProfile(RecordWriter writer, int row, string? created, ReadOnlySpan<int> attributes)
    {
        WriteConsumer(writer, row, created);
        writer.Ints(attributes);
    }

    public static void WriteBegin(RecordWriter writer, EstimateOrder order)
    {
        SpecCodec.Write(writer, order.Spec);
        writer.String(order.Model);
        writer.Day(order.Day);
        writer.Count(order.Round);
    }

    public static void WritePrice(RecordWriter writer, DecideOrder order)
    {
        writer.String(order.Campaign);
        writer.Double(order.ShadowPrice);
        MarkCodec.Write(writer, order.Cut!);
        MarkCodec.Write(writer, order.Filled);
    }

    public static void WriteDecision(RecordWriter writer, in SingleDecision decision)
    {
        writer.UInt128(decision.Request);
        writer.UInt128(decision.Body);
        writer.Bytes(decision.Reply);
        writer.String(decision.Campaign);
        writer.Signed(decision.Row);
        writer.Signed(decision.Option);
        writer.Byte((byte)decision.Group);
        writer.Signed(decision.CostMicros);
        writer.Signed(decision.ValueMicros);
        writer.Bool(decision.Reservation is not null);
        if (decision.Reservation is { } reservation) LeaseRecords.WriteReservation(writer, reservation);
        writer.UInt128(decision.Place);
        writer.Count(decision.Day);
        writer.Count((int)decision.Until);
        writer.Bytes(decision.Inputs);
        DraftFigures.Write(writer, decision.Figures);
        ShadowDraft.Write(writer, decision.Shadow);
    }

    public static void WriteClose(RecordWriter writer, CampaignSpec spec, int day)
    {
        SpecCodec.Write(writer, spec);
        writer.Count(day);
    }

    internal static CampaignColumns Campaign(ShardState state, string id) =>
        state.Campaigns.GetValueOrDefault(id)
        ?? throw new RecoveryException("campaign", id, "one whose estimate began before");

    private static void ApplyClose(ShardState state, ref RecordReader reader)
    {
        var terms = CampaignTerms.Of(state.Schema, SpecCodec.Read(ref reader));
        state.Close(terms, reader.Count());
    }

    private static void ApplyEvents(ShardState state, ref RecordReader reader)
    {
        while (!reader.AtEnd)
        {
            var row = Consumer(state, ref reader);
            var id = reader.UInt128();
            var day = reader.Count();
            if (ApplyEvent(state, row, id, day, ref reader) == ApplyResult.Late)
                throw new RecoveryException("event", Days.Text(day), "a day that the consumer's state still takes");
        }
    }

    /// <summary>An accepted delivery of a decision of a known consumer.</summary>
    public static void WriteEvent(RecordWriter writer, int row, UInt128 id, int day, DeliveryTerms terms)
    {
        WriteHead(writer, row, null, id, day, OfDelivery);
        writer.UInt128(terms.Decision);
        writer.Bool(terms.IsDelivered);
        writer.Signed(terms.CostMicros ?? -1);
    }

    private static ApplyResult ApplyEvent(ShardState state, int row, UInt128 id, int day, ref RecordReader reader)
    {
        var what = reader.Count();
        switch (what)
        {
            case OfAttributes:
                Span<int> attributes = new int[state.Schema.Attributes.Count];
                reader.Ints(attributes);
                return state.Describe(row, id, day, attributes);
            case OfReversal:
                return state.TakeBack(row, id, day, reader.UInt128(), reader.Signed());
            case OfDelivery:
                return Deliveries.Apply(state, row, id, day, ReadDelivery(ref reader));
            case < FirstSlot:
                throw new RecoveryException("event", what.ToString(), $"0 to 2, or a slot from {FirstSlot} on");
            default:
                return state.Observe(row, id, new StateEvent(day, (short)(what - FirstSlot), reader.Signed()));
        }
    }

    private static void ApplyProfiles(ShardState state, ref RecordReader reader)
    {
        Span<int> attributes = new int[state.Schema.Attributes.Count];
        while (!reader.AtEnd)
        {
            var row = Consumer(state, ref reader);
            reader.Ints(attributes);
            state.Rows[row].SetAttributes(attributes);
        }
    }

    private static void ApplyBegin(ShardState state, ref RecordReader reader)
    {
        var terms = CampaignTerms.Of(state.Schema, SpecCodec.Read(ref reader));
        var (model, day) = (reader.String(), reader.Day()!.Value.DayNumber);
        state.Begin(terms, reader.Count(), model, day);
    }

    private static void ApplyMembers(ShardState state, ref RecordReader reader)
    {
        var (campaign, isListed) = (reader.String(), reader.Bool());
        while (!reader.AtEnd) state.Lists.Set(campaign, reader.UInt128(), isListed);
    }

    private static void ApplyClaims(ShardState state, ref RecordReader reader)
    {
        while (!reader.AtEnd) state.Claims.Add(reader.UInt128(), reader.UInt128(), reader.Count());
    }

    private static void ApplyPrice(ShardState state, ref RecordReader reader) =>
        Campaign(state, reader.String()).Rule = new DecisionRule(
            reader.Double(), MarkCodec.Read(ref reader), MarkCodec.ReadBands(ref reader));

    private static void ApplyDecision(ShardState state, ref RecordReader reader) =>
        state.Take(ReadDecision(ref reader, withInputs: false));

    /// <summary>A decision; its inputs are for those who draft it again, the state does not keep them.</summary>
    internal static SingleDecision ReadDecision(ref RecordReader reader, bool withInputs = true) => new(
        reader.UInt128(), reader.UInt128(), reader.Bytes().ToArray(), reader.String(), (int)reader.Signed(),
        (int)reader.Signed(), (CampaignGroup)reader.Byte(), reader.Signed(), reader.Signed(),
        reader.Bool() ? LeaseRecords.ReadReservation(ref reader) : null, reader.UInt128(), reader.Count(),
        reader.Count(), Inputs(reader.Bytes(), withInputs), DraftFigures.Read(ref reader),
        ShadowDraft.Read(ref reader));

    private static byte[] Inputs(ReadOnlySpan<byte> bytes, bool withInputs) => withInputs ? bytes.ToArray() : [];

    private static void WriteHead(RecordWriter writer, int row, string? created, UInt128 id, int day, int what)
    {
        WriteConsumer(writer, row, created);
        writer.UInt128(id);
        writer.Count(day);
        writer.Count(what);
    }

    private static DeliveryTerms ReadDelivery(ref RecordReader reader)
    {
        var (decision, isDelivered, cost) = (reader.UInt128(), reader.Bool(), reader.Signed());
        return new DeliveryTerms(decision, isDelivered, cost < 0 ? null : cost);
    }

    private static void WriteConsumer(RecordWriter writer, int row, string? created)
    {
        writer.Count(created is null ? row + 1 : 0);
        if (created is not null) writer.String(created);
    }

    private static int Consumer(ShardState state, ref RecordReader reader)
    {
        var row = reader.Count() - 1;
        if (row < 0) return state.Ensure(reader.String());
        return row < state.Rows.Count && state.Rows.Ids[row] is not null ? row
            : throw new RecoveryException("row", row.ToString(), $"a consumer's row below {state.Rows.Count}");
    }
}
