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
    private const byte FirstWithPrints = 6;
    private const byte FirstWithExpectedCosts = 7;

    public static void Write(ShardState state, RecordWriter writer)
    {
        writer.Byte(ShardRecords.Snapshot);
        writer.Byte(GrainJournal.Version);
        writer.String(state.Schema.Hash);
        writer.Int32(state.LastDay);
        WriteRows(state.Rows, writer);
        writer.Count(state.Campaigns.Count);
        foreach (var columns in state.Campaigns.Values) WriteCampaign(columns, state.Rows.Count, writer);
        MeasureCodec.Write(state.Measures, writer);
        WriteContacts(state, writer);
        WriteLists(state.Lists, writer);
        WriteMoney(state, writer);
    }

    /// <exception cref="RecoveryException">It is none of a shard of this schema.</exception>
    public static void Read(ShardState state, ReadOnlySpan<byte> snapshot)
    {
        var reader = new RecordReader(snapshot);
        var version = GrainJournal.Expect(ref reader, ShardRecords.Snapshot);
        var schema = reader.String();
        if (schema != state.Schema.Hash)
            throw new RecoveryException("snapshot schema", schema, $"{state.Schema.Hash}, this store's");
        state.LastDay = reader.Int32();
        ReadRows(state.Rows, ref reader, hasPrints: version >= FirstWithPrints);
        for (var campaigns = reader.Count(); campaigns > 0; campaigns--) ReadCampaign(state, ref reader);
        MeasureCodec.Read(state, ref reader);
        ReadContacts(state, ref reader);
        ReadLists(state.Lists, ref reader);
        ReadMoney(state, ref reader, hasExpected: version >= FirstWithExpectedCosts);
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
            foreach (var (id, e, print) in events)
            {
                writer.UInt128(id);
                writer.Count(e.Day);
                writer.Signed(e.Slot);
                writer.Signed(e.Micros);
                writer.Count(print);
            }
        }

        int[] free = [.. rows.Ids.Free];
        writer.Count(free.Length);
        writer.Ints(free);
    }

    private static void ReadRows(ConsumerRows rows, ref RecordReader reader, bool hasPrints)
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
                var left = new StateEvent(reader.Count(), (short)reader.Signed(), reader.Signed());
                rows.Events.Add(row, id, left, hasPrints ? (ushort)reader.Count() : EventPrint.Unknown);
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
        writer.Count(columns.Number);
        writer.Bool(columns.IsClosed);
        writer.Count(columns.Round);
        writer.String(columns.Model);
        writer.Int32(columns.Day);
        writer.Count(columns.Rows);
        writer.Count(columns.Estimated);
        writer.Count(columns.Audience);
        for (var row = 0; row < columns.Estimated; row++) WriteRow(columns, row, writer);
        writer.Count(columns.IsClosed ? 0 : rows);
        for (var row = 0; row < rows && !columns.IsClosed; row++) WriteChoice(columns, row, writer);
        writer.Count(columns.Decided);
        writer.Int64(columns.ScanSpend);
        foreach (var number in columns.Totals.Lines) writer.Signed(number);
        columns.Shadows.Write(writer);
        writer.OptionalDouble(columns.Price);
        writer.Bool(columns.Rule is not null);
        if (columns.Rule is not { } rule) return;
        writer.Double(rule.ShadowPrice);
        MarkCodec.Write(writer, rule.Cut);
        MarkCodec.Write(writer, rule.Filled);
    }

    /// <summary>A choice and its day; the place of the treatment is two less, 0 stands for none.</summary>
    private static void WriteChoice(CampaignColumns columns, int row, RecordWriter writer)
    {
        var choice = columns.Choice(row);
        writer.Byte((byte)(choice is { } option ? option + 2 : 0));
        if (choice is not null) writer.Count(columns.ChoiceDay(row));
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
        var columns = state.Columns(terms, reader.Count());
        var (isClosed, round, model, day) = (reader.Bool(), reader.Count(), reader.String(), reader.Int32());
        columns.Begin(round, model, day, reader.Count());
        columns.Estimated = reader.Count();
        var audience = reader.Count();
        for (var row = 0; row < columns.Estimated; row++) EstimateRecord.ReadRow(columns, row, ref reader);
        var rows = reader.Count();
        for (var row = 0; row < rows; row++)
        {
            if (reader.Byte() is var choice and > 0) columns.SetChoice(row, choice - 2, reader.Count());
        }

        columns.Decided = reader.Count();
        columns.ScanSpend = reader.Int64();
        foreach (ref var number in columns.Totals.Lines.AsSpan()) number = reader.Signed();
        columns.Shadows.Read(ref reader);
        columns.Restore(audience, reader.OptionalDouble(), isClosed);
        if (!reader.Bool()) return;
        columns.Rule = new DecisionRule(reader.Double(), MarkCodec.Read(ref reader), MarkCodec.ReadBands(ref reader));
    }

    private static void WriteContacts(ShardState state, RecordWriter writer)
    {
        for (var row = 0; row < state.Rows.Count; row++)
        {
            var contacts = state.Contacts.Of(row);
            writer.Count(contacts.Count);
            foreach (var contact in contacts)
            {
                writer.Count(contact.Day);
                writer.Count(contact.Campaign);
                writer.Count(contact.Option);
                writer.Bool(contact.IsScan);
            }
        }
    }

    private static void ReadContacts(ShardState state, ref RecordReader reader)
    {
        for (var row = 0; row < state.Rows.Count; row++)
        {
            for (var contacts = reader.Count(); contacts > 0; contacts--)
            {
                state.Contacts.Restore(
                    row, new(reader.Count(), reader.Count(), (short)reader.Count(), reader.Bool()));
            }
        }
    }

    private static void WriteLists(AudienceLists lists, RecordWriter writer)
    {
        writer.Count(lists.Count);
        foreach (var (campaign, members) in lists.All)
        {
            writer.String(campaign);
            writer.Count(members.Length);
            foreach (var member in members) writer.UInt128(member);
        }
    }

    private static void ReadLists(AudienceLists lists, ref RecordReader reader)
    {
        for (var count = reader.Count(); count > 0; count--)
        {
            var campaign = reader.String();
            lists.Begin(campaign);
            for (var members = reader.Count(); members > 0; members--) lists.Set(campaign, reader.UInt128(), true);
        }
    }

    private static void WriteMoney(ShardState state, RecordWriter writer)
    {
        LeaseRecords.Write(state.Leases, writer);
        writer.Count(state.Requests.Count);
        foreach (var (request, answer, hour) in state.Requests.All)
        {
            writer.UInt128(request);
            writer.UInt128(answer.Body);
            writer.Bytes(answer.Reply);
            writer.UInt128(answer.Place);
            writer.Count((int)hour);
        }

        writer.Count(state.Claims.Count);
        foreach (var (request, body, hour) in state.Claims.All)
        {
            writer.UInt128(request);
            writer.UInt128(body);
            writer.Count((int)hour);
        }
    }

    private static void ReadMoney(ShardState state, ref RecordReader reader, bool hasExpected)
    {
        LeaseRecords.Read(state.Leases, ref reader, hasExpected);
        for (var requests = reader.Count(); requests > 0; requests--)
        {
            var request = reader.UInt128();
            var answer = new RequestMemory.Answered(reader.UInt128(), reader.Bytes().ToArray(), reader.UInt128());
            state.Requests.Remember(request, answer, reader.Count());
        }

        for (var claims = reader.Count(); claims > 0; claims--)
            state.Claims.Add(reader.UInt128(), reader.UInt128(), reader.Count());
    }
}
