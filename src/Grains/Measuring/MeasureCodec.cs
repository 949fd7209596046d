using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Measuring;

/// <summary>What campaigns are measured by in a shard's snapshot (docs/formats.md).</summary>
internal static class MeasureCodec
{
    public static void Write(ByName<CampaignMeasure> measures, RecordWriter writer)
    {
        writer.Count(measures.Count);
        foreach (var (campaign, measure) in measures)
        {
            writer.String(campaign);
            writer.Bool(measure.IsClosed);
            writer.Count(measure.LastDay);
            MomentsCodec.Write(writer, measure.Sums);
            writer.Count(measure.Rows);
            for (var row = 0; row < measure.Rows; row++)
            {
                writer.Bool(measure.IsIn(row));
                if (measure.IsIn(row)) measure.WriteRow(row, writer);
            }
        }
    }

    /// <summary>Reads them back; the state has the campaigns already.</summary>
    public static void Read(ShardState state, ref RecordReader reader)
    {
        for (var measures = reader.Count(); measures > 0; measures--)
        {
            var campaign = reader.String();
            var terms = state.Campaigns.GetValueOrDefault(campaign)?.Terms
                ?? throw new RecoveryException("measured campaign", campaign, "one that the snapshot has");
            var measure = new CampaignMeasure(terms, state.Rows.Layout);
            var isClosed = reader.Bool();
            var lastDay = reader.Count();
            var sums = MomentsCodec.Read(ref reader);
            measure.Restore(sums, reader.Count(), isClosed, lastDay);
            for (var row = 0; row < measure.Rows; row++)
            {
                if (reader.Bool()) measure.ReadRow(row, ref reader);
            }

            state.Measures[campaign] = measure;
        }
    }
}
