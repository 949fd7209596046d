using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Measuring;

/// <summary>A campaign's sums in bytes: in messages between grains and in snapshots (docs/formats.md).</summary>
internal static class MomentsCodec
{
    public static byte[] Encode(CampaignMoments moments)
    {
        var writer = new RecordWriter();
        Write(writer, moments);
        return writer.Written.ToArray();
    }

    public static CampaignMoments Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return Read(ref reader);
    }

    public static void Write(RecordWriter writer, CampaignMoments moments)
    {
        writer.Count(moments.Options);
        foreach (var sums in moments.Groups) Write(writer, sums.Raw);
        foreach (var sums in moments.Values) Write(writer, sums.Raw);
        Write(writer, moments.SquaredWeights);
        foreach (var number in moments.Uncovered) writer.Signed(number);
        foreach (var number in moments.Explored) writer.Signed(number);
        foreach (var number in moments.ExploredExpected) writer.Signed(number);
        writer.Count(moments.Days.Count);
        foreach (var (day, sums) in moments.Days) Write(writer, day, sums);
        writer.Count(moments.Reasons.Count);
        foreach (var (reason, count) in moments.Reasons)
        {
            writer.String(reason);
            writer.Signed(count);
        }
    }

    public static CampaignMoments Read(ref RecordReader reader)
    {
        var moments = new CampaignMoments(reader.Count());
        foreach (var sums in moments.Groups) Read(ref reader, sums.Raw);
        foreach (var sums in moments.Values) Read(ref reader, sums.Raw);
        Read(ref reader, moments.SquaredWeights);
        foreach (ref var number in moments.Uncovered.AsSpan()) number = reader.Signed();
        foreach (ref var number in moments.Explored.AsSpan()) number = reader.Signed();
        foreach (ref var number in moments.ExploredExpected.AsSpan()) number = reader.Signed();
        for (var days = reader.Count(); days > 0; days--)
        {
            var day = moments.Day(reader.Count());
            day.Decisions = reader.Signed();
            day.SpendMicros = reader.Signed();
            day.PolicySpendMicros = reader.Signed();
            day.ClaimedMicros = reader.Signed();
            foreach (var sums in day.Groups) Read(ref reader, sums.Raw);
        }

        for (var reasons = reader.Count(); reasons > 0; reasons--) moments.Reasons[reader.String()] = reader.Signed();
        return moments;
    }

    private static void Write(RecordWriter writer, int day, DaySums sums)
    {
        writer.Count(day);
        writer.Signed(sums.Decisions);
        writer.Signed(sums.SpendMicros);
        writer.Signed(sums.PolicySpendMicros);
        writer.Signed(sums.ClaimedMicros);
        foreach (var group in sums.Groups) Write(writer, group.Raw);
    }

    private static void Write(RecordWriter writer, ReadOnlySpan<Int128> sums)
    {
        foreach (var sum in sums) writer.Wide(sum);
    }

    private static void Read(ref RecordReader reader, Span<Int128> sums)
    {
        foreach (ref var sum in sums) sum = reader.Wide();
    }
}
