using System.Buffers;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Schema;

namespace WorldModel.Grains.Resharding;

/// <summary>A shard's state outside of any host: read from one store, or to be written to another.</summary>
/// <param name="schema">The store's schema.</param>
/// <param name="number">The shard's number in its store.</param>
public sealed class ReshardedShard(ConsumerSchema schema, int number) : IRecoverable
{
    public int Number => number;

    /// <summary>Consumers in it.</summary>
    public int Consumers => State.Rows.Ids.Live;

    public bool HasForgotten => State.HasForgotten;

    internal ShardState State { get; } = new(schema);

    public void Restore(ReadOnlySpan<byte> snapshot) => ShardSnapshot.Read(State, snapshot);

    public void Apply(ReadOnlySpan<byte> record) => ShardRecords.Apply(State, record);

    public void Activated()
    {
    }

    public void Snapshot(IBufferWriter<byte> to)
    {
        var writer = new RecordWriter();
        ShardSnapshot.Write(State, writer);
        writer.CopyTo(to);
    }
}
