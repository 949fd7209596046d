using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// All that a draft takes besides the shard's state and the frozen models. It is journalled with the decision, so that
/// the same draft can be made again from a replayed state: what decides must stand here or in the state, nowhere else.
/// </summary>
/// <param name="Request">The request as it came.</param>
/// <param name="Now">The instant at which it is judged.</param>
/// <param name="Today">The day in the schema's zone at that instant.</param>
/// <param name="Pool">The campaign's pool as last heard of; null: not heard of yet.</param>
/// <param name="Refusal">
/// Why the pool does not pay (a problem's code): only what costs less than <see cref="LeastRefusedMicros"/> can be
/// given. Null: it may pay for everything.
/// </param>
/// <param name="Shadow">Content hash of the candidate that decides beside; null: none.</param>
internal sealed record DecisionInputs(
    DecisionRequest Request, DateTimeOffset Now, DateOnly Today, PoolStatus? Pool, string? Refusal, string? Shadow)
{
    /// <summary>The least charge that the pool refused, whatever was drawn; 1: it pays for nothing.</summary>
    public long LeastRefusedMicros { get; init; } = 1;

    /// <summary>In bytes. A consumer that has a row is named by it: forgetting the row forgets the id.</summary>
    public byte[] Encode(int row)
    {
        var writer = RecordWriter.Scratch();
        writer.String(Request.RequestId);
        writer.String(Request.Campaign);
        writer.Count(row + 1);
        if (row < 0) writer.String(Request.Consumer);
        writer.Bool(Request.Eligible is not null);
        writer.Count(Request.Eligible?.Length ?? 0);
        foreach (var name in Request.Eligible ?? []) writer.String(name);
        writer.Int64(Request.Deadline?.UtcTicks ?? 0);
        writer.Int64(Now.UtcTicks);
        writer.Day(Today);
        PoolCodec.Write(writer, Pool);
        writer.OptionalString(Refusal);
        writer.OptionalString(Shadow);
        if (Refusal is not null) writer.Int64(LeastRefusedMicros);
        return writer.Written.ToArray();
    }

    /// <summary>Reads them back where the consumer's row is as it was then.</summary>
    public static DecisionInputs Decode(ReadOnlySpan<byte> bytes, ConsumerRows rows)
    {
        var reader = new RecordReader(bytes);
        var (requestId, campaign, row) = (reader.String(), reader.String(), reader.Count() - 1);
        var consumer = row < 0 ? reader.String() : row < rows.Count ? rows.Ids[row] : null;
        if (consumer is null) throw new RecoveryException("row", $"{row}", $"a consumer's row below {rows.Count}");
        var limited = reader.Bool();
        var eligible = new string[reader.Count()];
        foreach (ref var name in eligible.AsSpan()) name = reader.String();
        var request = new DecisionRequest(requestId, campaign, consumer, limited ? eligible : null)
        {
            Deadline = reader.Int64() is var deadline and not 0 ? new DateTimeOffset(deadline, TimeSpan.Zero) : null,
        };
        var inputs = new DecisionInputs(
            request, new DateTimeOffset(reader.Int64(), TimeSpan.Zero), reader.Day()!.Value,
            PoolCodec.Read(ref reader), reader.OptionalString(), reader.OptionalString());
        // Before it was written a pool that refused paid for nothing.
        return reader.AtEnd ? inputs : inputs with { LeastRefusedMicros = reader.Int64() };
    }
}
