using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>A pool's status in records, as a decision was told it.</summary>
internal static class PoolCodec
{
    public static void Write(RecordWriter writer, PoolStatus? pool)
    {
        writer.Bool(pool is not null);
        if (pool is null) return;
        writer.String(pool.Pool);
        writer.Int64(pool.BudgetMicros);
        writer.Int64(pool.ReservedMicros);
        writer.Int64(pool.LeasedMicros);
        writer.Int64(pool.CommittedMicros);
    }

    public static PoolStatus? Read(ref RecordReader reader) => reader.Bool()
        ? new PoolStatus(reader.String(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64())
        : null;
}
