using System.Globalization;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Replaying;
using WorldModel.Schema;

namespace WorldModel.Grains.Resharding;

/// <summary>
/// Lines of the ledger that stood in journals of other shards, carried on as a record of their own: it changes no
/// state. So they go on with their consumers, and go where one is forgotten, as every line does.
/// </summary>
public static class LedgerRecord
{
    /// <summary>Lines of a record at most; a frame holds one.</summary>
    public const int MostLines = 1000;

    internal const string Unknown = "it was decided before the shards were cut anew: the store from before tells";

    private static readonly string[] Kinds =
    [
        LedgerKind.Decision, LedgerKind.Repeated, LedgerKind.Delivered, LedgerKind.Converted, LedgerKind.Lapsed,
        LedgerKind.Failed, LedgerKind.Expired,
    ];

    /// <summary>The new shard of a line: its consumer's, or the first of the group.</summary>
    public static int ShardOf(LedgerEntry line, int shards, int first) =>
        line.Consumer is { } consumer ? ConsumerHash.Shard(ConsumerHash.Of(consumer), shards) : first;

    /// <summary>The lines as a record.</summary>
    public static byte[] Write(IEnumerable<LedgerEntry> lines)
    {
        var writer = new RecordWriter();
        writer.Byte(ShardRecords.Ledger);
        writer.Byte(GrainJournal.Version);
        foreach (var line in lines) Write(writer, line);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what stands behind kind and version.</summary>
    internal static List<LedgerEntry> Read(ref RecordReader reader, long sequence)
    {
        var lines = new List<LedgerEntry>();
        while (!reader.AtEnd) lines.Add(ReadLine(ref reader, sequence));
        return lines;
    }

    private static void Write(RecordWriter writer, LedgerEntry line)
    {
        writer.Byte((byte)Array.IndexOf(Kinds, line.Kind));
        writer.UInt128(UInt128.Parse(line.DecisionId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        writer.String(line.Campaign);
        writer.Bool(line.IsScan);
        writer.OptionalString(line.Consumer);
        writer.Day(line.Day);
        writer.Int64(line.At?.UtcTicks ?? 0);
        writer.OptionalString(line.Treatment);
        writer.OptionalString(line.Group);
        writer.OptionalString(line.Reason);
        writer.OptionalDouble(line.Propensity);
        writer.OptionalDouble(line.Value);
        writer.OptionalDouble(line.Cost);
        writer.OptionalDouble(line.ShadowPrice);
        writer.OptionalString(line.Model);
        writer.Int64(line.ExpiresAt?.UtcTicks ?? 0);
    }

    private static LedgerEntry ReadLine(ref RecordReader reader, long sequence) =>
        new(Kinds[reader.Byte()], DecisionId.Text(reader.UInt128()), reader.String(), sequence)
        {
            IsScan = reader.Bool(),
            Consumer = reader.OptionalString(),
            Day = reader.Day(),
            At = Instant(reader.Int64()),
            Treatment = reader.OptionalString(),
            Group = reader.OptionalString(),
            Reason = reader.OptionalString(),
            Propensity = reader.OptionalDouble(),
            Value = reader.OptionalDouble(),
            Cost = reader.OptionalDouble(),
            ShadowPrice = reader.OptionalDouble(),
            Model = reader.OptionalString(),
            ExpiresAt = Instant(reader.Int64()),
            Since = sequence,
        };

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
