using System.Text;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>A decision's reply in bytes, as it is journalled and given again to the same request.</summary>
internal static class ReplyCodec
{
    private const int WordPlaces = 251;

    // The last texts read on this thread, by a hash of little worth: who asks again gets the same few.
    [ThreadStatic]
    private static string?[]? _words;

    public static byte[] Encode(DecisionReply reply)
    {
        var writer = RecordWriter.Scratch();
        writer.String(reply.DecisionId);
        writer.String(reply.Treatment);
        writer.Double(reply.Propensity);
        writer.String(reply.Group);
        writer.String(reply.ReasonCode);
        writer.String(reply.ReasonText);
        writer.Count(reply.Options.Length);
        foreach (var option in reply.Options) Write(writer, option);
        writer.Double(reply.ShadowPrice);
        PoolCodec.Write(writer, reply.Budget);
        Write(writer, reply.AsOf);
        writer.Int64(reply.ExpiresAt.UtcTicks);
        return writer.Written.ToArray();
    }

    /// <summary>The reason's code alone.</summary>
    public static string Reason(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        reader.Bytes();
        reader.Bytes();
        reader.Double();
        reader.Bytes();
        return reader.String();
    }

    public static DecisionReply Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return new DecisionReply(
            reader.String(), Word(ref reader), reader.Double(), Word(ref reader), Word(ref reader), Word(ref reader),
            ReadOptions(ref reader), reader.Double(), PoolCodec.Read(ref reader), ReadAsOf(ref reader),
            new DateTimeOffset(reader.Int64(), TimeSpan.Zero), null);
    }

    private static void Write(RecordWriter writer, DecisionOption option)
    {
        writer.String(option.Treatment);
        writer.OptionalDouble(option.Value);
        writer.OptionalDouble(option.Low);
        writer.OptionalDouble(option.High);
        writer.Double(option.Cost);
        writer.OptionalDouble(option.Net);
        writer.OptionalString(option.ExcludedBy);
        writer.String(option.Identified);
    }

    private static DecisionOption[] ReadOptions(ref RecordReader reader)
    {
        var options = new DecisionOption[reader.Count()];
        foreach (ref var option in options.AsSpan())
        {
            option = new DecisionOption(
                Word(ref reader), reader.OptionalDouble(), reader.OptionalDouble(), reader.OptionalDouble(),
                reader.Double(), reader.OptionalDouble(), reader.Bool() ? Word(ref reader) : null, Word(ref reader));
        }

        return options;
    }

    /// <summary>A text that most replies have: treatments, reasons, the model.</summary>
    private static string Word(ref RecordReader reader)
    {
        var bytes = reader.Bytes();
        var words = _words ??= new string?[WordPlaces];
        ref var known = ref words[(bytes.Length + (bytes.IsEmpty ? 0 : 31 * bytes[0] + 7 * bytes[^1])) % WordPlaces];
        return known is not null && Ascii.Equals(bytes, known) ? known : known = Encoding.UTF8.GetString(bytes);
    }

    private static void Write(RecordWriter writer, AsOf? asOf)
    {
        writer.Bool(asOf is not null);
        if (asOf is null) return;
        writer.String(asOf.Model);
        writer.Day(asOf.Day);
        writer.Day(asOf.LastEvent);
        writer.Int32(asOf.Pending);
    }

    private static AsOf? ReadAsOf(ref RecordReader reader) => reader.Bool()
        ? new AsOf(Word(ref reader), reader.Day()!.Value, reader.Day(), reader.Int32())
        : null;
}
