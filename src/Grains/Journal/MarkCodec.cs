using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Journal;

/// <summary>An allocation's marks in records.</summary>
internal static class MarkCodec
{
    public static void Write(RecordWriter writer, IncrementMark mark)
    {
        writer.Double(mark.Slope);
        writer.String(mark.Consumer);
        writer.Signed(mark.Treatment);
    }

    public static void Write(RecordWriter writer, IncrementMark[] marks)
    {
        writer.Count(marks.Length);
        foreach (var mark in marks) Write(writer, mark);
    }

    public static IncrementMark Read(ref RecordReader reader) =>
        new(reader.Double(), reader.String(), (int)reader.Signed());

    public static IncrementMark[] ReadAll(ref RecordReader reader)
    {
        var marks = new IncrementMark[reader.Count()];
        foreach (ref var mark in marks.AsSpan()) mark = Read(ref reader);
        return marks;
    }
}
