using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Campaigns;

/// <summary>A campaign's state in its records.</summary>
internal static class CampaignCodec
{
    public const byte State = 1;

    public static void Write(RecordWriter writer, CampaignState state)
    {
        SpecCodec.Write(writer, state.Spec);
        writer.String(state.Stage);
        writer.String(state.Requested);
        writer.Count(state.Round);
        writer.OptionalString(state.Model);
        writer.Day(state.Day);
        writer.Int64(state.Audience);
        writer.Int64(state.BudgetMicros);
        writer.Bool(state.Allocation is not null);
        if (state.Allocation is { } allocation) Write(writer, allocation);
        writer.Bool(state.IsReserved);
        writer.Int64(state.ScanMicros);
        writer.Count(state.Treatments.Length);
        foreach (var (name, consumers, spend, value) in state.Treatments) Write(writer, name, consumers, spend, value);
        writer.Count(state.Groups.Length);
        foreach (var (name, consumers, spend, value) in state.Groups) Write(writer, name, consumers, spend, value);
        writer.OptionalString(state.Error);
    }

    public static CampaignState Read(ref RecordReader reader) => new(
        SpecCodec.Read(ref reader), reader.String(), reader.String(), reader.Count(), reader.OptionalString(),
        reader.Day(), reader.Int64(), reader.Int64(), reader.Bool() ? ReadAllocation(ref reader) : null,
        reader.Bool(), reader.Int64(), ReadTreatments(ref reader), ReadGroups(ref reader), reader.OptionalString());

    private static void Write(RecordWriter writer, AllocationReply allocation)
    {
        writer.Double(allocation.ShadowPrice);
        MarkCodec.Write(writer, allocation.Cut!);
        MarkCodec.Write(writer, allocation.Filled);
        writer.Int64(allocation.SpendMicros);
        writer.Int64(allocation.ValueMicros);
        writer.Int64(allocation.DualMicros);
        writer.Count(allocation.Rounds);
        writer.Count(allocation.Frontier.Length);
        foreach (var point in allocation.Frontier)
        {
            writer.Double(point.Budget);
            writer.Double(point.Value);
            writer.Double(point.ShadowPrice);
        }

        writer.Int64(allocation.Messages);
        writer.Int64(allocation.Bytes);
    }

    private static AllocationReply ReadAllocation(ref RecordReader reader) => new(
        reader.Double(), MarkCodec.Read(ref reader), MarkCodec.ReadBands(ref reader), reader.Int64(), reader.Int64(),
        reader.Int64(), reader.Count(), ReadFrontier(ref reader), reader.Int64(), reader.Int64(),
        null);

    private static FrontierPoint[] ReadFrontier(ref RecordReader reader)
    {
        var points = new FrontierPoint[reader.Count()];
        foreach (ref var point in points.AsSpan())
        {
            point = new FrontierPoint(reader.Double(), reader.Double(), reader.Double());
        }

        return points;
    }

    private static void Write(RecordWriter writer, string name, long consumers, long spend, long value)
    {
        writer.String(name);
        writer.Int64(consumers);
        writer.Int64(spend);
        writer.Int64(value);
    }

    private static TreatmentTotal[] ReadTreatments(ref RecordReader reader)
    {
        var totals = new TreatmentTotal[reader.Count()];
        foreach (ref var total in totals.AsSpan())
        {
            total = new TreatmentTotal(reader.String(), reader.Int64(), reader.Int64(), reader.Int64());
        }

        return totals;
    }

    private static GroupTotal[] ReadGroups(ref RecordReader reader)
    {
        var totals = new GroupTotal[reader.Count()];
        foreach (ref var total in totals.AsSpan())
        {
            total = new GroupTotal(reader.String(), reader.Int64(), reader.Int64(), reader.Int64());
        }

        return totals;
    }
}
