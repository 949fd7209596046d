using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// A shard's whole state in bytes; docs/formats.md has the layout. Beliefs are derived and not in it.
/// </summary>
internal static class ShardSnapshot
{
    public static void Write(ShardState state, RecordWriter writer)
    {
        writer.String(state.Schema.Hash);
        writer.Int32(state.LastDay);
        WriteRows(state.Rows, writer);
        writer.Count(state.Campaigns.Count);
        foreach (var columns in state.Campaigns.Values) WriteCampaign(columns, state.Rows.Count, writer);
        MeasureCodec.Write(state.Measures, writer);
        WriteMoney(state, writer);
    }

    public static void Read(ShardState state, ref RecordReader reader)
    {
        var schema = reader.String();
        if (schema != state.Schema.Hash)
            throw new RecoveryException("snapshot schema", schema, $"{state.Schema.Hash}, this store's");
        state.LastDay = reader.Int32();
        ReadRows(state.Rows, ref reader);
        for (var campaigns = reader.Count(); campaigns > 0; campaigns--) ReadCampaign(state, ref reader);
        MeasureCodec.Read(state, ref reader);
        ReadMoney(state, ref reader);
    }

    private static void WriteRows(ConsumerRows rows, RecordWriter writer)
    {
        writer.Count(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            writer.OptionalString(rows.Ids[row]);
            if (rows.Ids[row] is null) continue;
            writer.Ints(rows.States[row]);
            var events = rows.Events.Of(row);
            writer.Count(events.Count);
            foreach (var (id, e) in events)
            {
                writer.UInt128(id);
                writer.Count(e.Day);
                writer.Signed(e.Slot);
                writer.Signed(e.Micros);
            }
        }

        int[] free = [.. rows.Ids.Free];
        writer.Count(free.Length);
        writer.Ints(free);
    }

    private static void ReadRows(ConsumerRows rows, ref RecordReader reader)
    {
        var ids = new string?[reader.Count()];
        for (var row = 0; row < ids.Length; row++)
        {
            ids[row] = reader.OptionalString();
            if (ids[row] is null) continue;
            reader.Ints(rows.States[row]);
            for (var events = reader.Count(); events > 0; events--)
            {
                var id = reader.UInt128();
                rows.Events.Add(row, id, new StateEvent(reader.Count(), (short)reader.Signed(), reader.Signed()));
            }
        }

        var free = new int[reader.Count()];
        reader.Ints(free);
        rows.Ids.Restore(ids, free);
        rows.Reindex();
    }

    private static void WriteCampaign(CampaignColumns columns, int rows, RecordWriter writer)
    {
        SpecCodec.Write(writer, columns.Spec);
        writer.String(columns.Model);
        writer.Int32(columns.Day);
        writer.Count(columns.Rows);
        writer.Count(columns.Estimated);
        writer.Count(columns.Audience);
        for (var row = 0; row < columns.Estimated; row++) WriteRow(columns, row, writer);
        writer.Count(rows);
        for (var row = 0; row < rows; row++) writer.Byte(columns.RawChoice(row));
        writer.Count(columns.Decided);
        writer.Int64(columns.ScanSpend);
        foreach (var number in columns.Totals.Lines) writer.Signed(number);
        writer.Bool(columns.Rule is not null);
        if (columns.Rule is not { } rule) return;
        writer.Double(rule.ShadowPrice);
        MarkCodec.Write(writer, rule.Cut);
        MarkCodec.Write(writer, rule.Filled);
    }

    private static void WriteRow(CampaignColumns columns, int row, RecordWriter writer)
    {
        var group = columns.Group(row);
        EstimateRecord.WriteGroup(writer, group);
        if (!EstimateRecord.HasValues(group)) return;
        writer.Signed(columns.Untreated(row));
        foreach (var value in columns.Values(row)) EstimateRecord.WriteValue(writer, value);
        if (!columns.HasCosts) return;
        foreach (var cost in columns.Costs(row)) EstimateRecord.WriteCost(writer, cost);
    }

    private static void ReadCampaign(ShardState state, ref RecordReader reader)
    {
        var terms = CampaignTerms.Of(state.Schema, SpecCodec.Read(ref reader));
        var columns = new CampaignColumns(terms, reader.String(), reader.Int32(), reader.Count());
        state.Campaigns[terms.Spec.Id] = columns;
        columns.Estimated = reader.Count();
        var audience = reader.Count();
        for (var row = 0; row < columns.Estimated; row++) EstimateRecord.ReadRow(columns, row, ref reader);
        columns.RestoreAudience(audience);
        var rows = reader.Count();
        for (var row = 0; row < rows; row++) columns.RestoreChoice(row, reader.Byte());
        columns.Decided = reader.Count();
        columns.ScanSpend = reader.Int64();
        foreach (ref var number in columns.Totals.Lines.AsSpan()) number = reader.Signed();
        if (!reader.Bool()) return;
        columns.Rule = new DecisionRule(reader.Double(), MarkCodec.Read(ref reader), MarkCodec.ReadBands(ref reader));
    }

    private static void WriteMoney(ShardState state, RecordWriter writer)
    {
        LeaseRecords.Write(state.Leases, writer);
        writer.Count(state.Requests.Count);
        foreach (var (request, answer) in state.Requests.All)
        {
            writer.UInt128(request);
            writer.UInt128(answer.Body);
            writer.Bytes(answer.Reply);
        }
    }

    private static void ReadMoney(ShardState state, ref RecordReader reader)
    {
        LeaseRecords.Read(state.Leases, ref reader);
        for (var requests = reader.Count(); requests > 0; requests--)
            state.Requests.Remember(reader.UInt128(), reader.UInt128(), reader.Bytes().ToArray());
    }
}
