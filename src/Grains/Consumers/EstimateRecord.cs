using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// A slice of a campaign's estimate: group, worth untreated, values and costs of the next rows. Values stand in the
/// journal, so that a restart needs no model and takes up the very numbers that an allocation was made from.
/// </summary>
internal static class EstimateRecord
{
    private const ulong FirstValue = 2;

    public static void Begin(RecordWriter writer, string campaign, int from, int count)
    {
        writer.String(campaign);
        writer.Count(from);
        writer.Count(count);
    }

    public static void WriteGroup(RecordWriter writer, CampaignGroup group) => writer.Byte((byte)group);

    /// <summary>An excluded value is 0, a barred one 1, another its zig-zag code plus two.</summary>
    public static void WriteValue(RecordWriter writer, long value) => writer.Unsigned(value switch
    {
        CampaignColumns.Excluded => 0,
        CampaignColumns.Barred => 1,
        _ => (ulong)((value << 1) ^ (value >> 63)) + FirstValue,
    });

    public static long ReadValue(ref RecordReader reader)
    {
        var code = reader.Unsigned();
        return code switch
        {
            0 => CampaignColumns.Excluded,
            1 => CampaignColumns.Barred,
            _ => (long)((code - FirstValue) >> 1) ^ -(long)((code - FirstValue) & 1),
        };
    }

    public static void WriteCost(RecordWriter writer, long cost) => writer.Unsigned((ulong)cost);

    public static bool HasValues(CampaignGroup group) =>
        group is CampaignGroup.Policy or CampaignGroup.Explore or CampaignGroup.Holdout;

    /// <summary>Whose slice it is, its first row and how many.</summary>
    public static (string Campaign, int From, int Count) ReadHead(ref RecordReader reader) =>
        (reader.String(), reader.Count(), reader.Count());

    public static void Apply(ShardState state, ref RecordReader reader)
    {
        var columns = ShardRecords.Campaign(state, reader.String());
        var from = reader.Count();
        var count = reader.Count();
        if (from != columns.Estimated || from + count > columns.Rows)
        {
            throw new RecoveryException(
                "estimate slice", $"{from}+{count}", $"from {columns.Estimated}, to {columns.Rows}");
        }

        for (var row = from; row < from + count; row++)
        {
            ReadRow(columns, row, ref reader);
            state.Enter(columns, row);
        }

        columns.Estimated = from + count;
    }

    public static void ReadRow(CampaignColumns columns, int row, ref RecordReader reader)
    {
        var group = (CampaignGroup)reader.Byte();
        columns.SetGroup(row, group);
        if (!HasValues(group)) return;
        var untreated = reader.Signed();
        Span<long> values = stackalloc long[columns.Options];
        foreach (ref var value in values) value = ReadValue(ref reader);
        columns.SetValues(row, untreated, values);
        if (!columns.HasCosts) return;
        foreach (ref var cost in columns.CostsOf(row)) cost = (long)reader.Unsigned();
    }
}
