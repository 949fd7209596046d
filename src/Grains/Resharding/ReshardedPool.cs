using System.Buffers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Money;

namespace WorldModel.Grains.Resharding;

/// <summary>A budget pool's book outside of any host: read from one store, or to be written to another.</summary>
/// <param name="pool">Its name.</param>
public sealed class ReshardedPool(string pool) : IRecoverable
{
    public string Name => pool;

    internal PoolBook Book { get; private init; } = new(pool);

    public void Restore(ReadOnlySpan<byte> snapshot) => PoolRecords.Read(Book, snapshot);

    public void Apply(ReadOnlySpan<byte> record) => PoolRecords.Apply(Book, record);

    public void Activated()
    {
    }

    public void Snapshot(IBufferWriter<byte> to)
    {
        var writer = new RecordWriter();
        PoolRecords.Write(Book, writer);
        writer.CopyTo(to);
    }

    /// <summary>A pool that is the same but for what each shard has of it: that is empty.</summary>
    internal ReshardedPool WithoutShards()
    {
        var book = new PoolBook(pool)
        {
            Budget = Book.Budget,
            Pace = Book.Pace,
            Window = Book.Window,
            Stop = Book.Stop,
            Price = Book.Price,
        };
        foreach (var member in Book.Members) book.Members.Add(member);
        foreach (var (campaign, money) in Book.Campaigns) book.Campaign(campaign).Reserved = money.Reserved;
        return new ReshardedPool(pool) { Book = book };
    }
}
