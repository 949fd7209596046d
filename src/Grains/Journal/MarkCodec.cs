using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Journal;

/// <summary>An allocation's marks in records.</summary>
internal static class MarkCodec
{
    public static void Write(RecordWriter writer, IncrementMark mark)
    {
        writer.Double(mark.Slope);
        writer.UInt64(mark.Consumer);
        writer.Signed(mark.Treatment);
    }

    public static void Write(RecordWriter writer, FillBand[] bands)
    {
        writer.Count(bands.Length);
        foreach (var band in bands)
        {
            Write(writer, band.Through);
            writer.Int64(band.MostMicros);
        }
    }

    public static IncrementMark Read(ref RecordReader reader) =>
        new(reader.Double(), reader.UInt64(), (int)reader.Signed());

    public static FillBand[] ReadBands(ref RecordReader reader)
    {
        var bands = new FillBand[reader.Count()];
        foreach (ref var band in bands.AsSpan()) band = new FillBand(Read(ref reader), reader.Int64());
        return bands;
    }
}
