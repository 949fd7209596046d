using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Money;

/// <summary>An allocator's records: one for each change of its book, and the snapshot of all of it.</summary>
internal static class PoolRecords
{
    public const byte Budget = 1;
    public const byte Reserve = 2;
    public const byte Grant = 3;
    public const byte Commit = 4;
    public const byte Snapshot = 255;

    public static void Apply(PoolBook book, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        switch (GrainJournal.Open(ref reader))
        {
            case Budget: book.Budget = reader.Int64(); break;
            case Reserve: book.Campaign(reader.String()).Reserved = reader.Int64(); break;
            case Grant: book.Grant(reader.String(), reader.Int64()); break;
            case Commit: book.Campaign(reader.String()).Commit(reader.Int32(), reader.Int64()); break;
            case var kind: throw new RecoveryException("allocator record", kind.ToString(), "a kind from 1 to 4");
        }
    }

    public static void Write(PoolBook book, RecordWriter writer)
    {
        writer.Int64(book.Budget);
        writer.Count(book.Grants.Count);
        foreach (var (request, micros) in book.Grants)
        {
            writer.String(request);
            writer.Int64(micros);
        }

        writer.Count(book.Campaigns.Count);
        foreach (var (id, money) in book.Campaigns)
        {
            writer.String(id);
            writer.Int64(money.Reserved);
            writer.Count(money.Shards.Count);
            foreach (var (shard, micros) in money.Shards)
            {
                writer.Int32(shard);
                writer.Int64(micros);
            }
        }
    }

    public static void Read(PoolBook book, ref RecordReader reader)
    {
        book.Budget = reader.Int64();
        for (var grants = reader.Count(); grants > 0; grants--) book.Grant(reader.String(), reader.Int64());
        for (var campaigns = reader.Count(); campaigns > 0; campaigns--)
        {
            var money = book.Campaign(reader.String());
            money.Reserved = reader.Int64();
            for (var shards = reader.Count(); shards > 0; shards--) money.Commit(reader.Int32(), reader.Int64());
        }
    }
}
