using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Money;

/// <summary>An allocator's records: one for each change of its book, and the snapshot of all of it.</summary>
internal static class PoolRecords
{
    public const byte Budget = 1;
    public const byte Reserve = 2;
    public const byte Grant = 3;
    public const byte Commit = 4;
    public const byte Settle = 5;
    public const byte Pace = 6;
    public const byte Window = 7;
    public const byte Stop = 8;
    public const byte Join = 9;
    public const byte Leave = 10;
    public const byte Price = 11;
    public const byte Snapshot = 255;

    public static void Apply(PoolBook book, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        switch (GrainJournal.Open(ref reader, out _))
        {
            case Budget:
                book.Budget = reader.Int64();
                book.Unprice();
                break;
            case Reserve: book.Campaign(reader.String()).Reserved = reader.Int64(); break;
            case Grant: book.Grant(reader.Count(), reader.Int64(), reader.Int64(), reader.Int64()); break;
            case Commit: book.Campaign(reader.String()).Commit(reader.Int32(), reader.Int64()); break;
            case Settle: book.Settle(ReadTotals(ref reader)); break;
            case Pace:
                book.Pace = ReadPace(ref reader);
                book.Unprice();
                break;
            case Window: book.Window = new PaceWindow(reader.Int64(), reader.Int64()); break;
            case Stop: book.Stop = new RecallOrder(book.Pool, reader.Int64(), reader.Bool()); break;
            case Join: book.Members.Add(reader.String()); break;
            case Leave:
                book.Members.Remove(reader.String());
                book.Unprice();
                break;
            case Price: book.Price = reader.Double(); break;
            case var kind: throw new RecoveryException("allocator record", kind.ToString(), "a kind from 1 to 11");
        }
    }

    public static void WriteTotals(RecordWriter writer, SettleRequest totals)
    {
        writer.Count(totals.Shard);
        writer.Int64(totals.Epoch);
        writer.Int64(totals.GrantedMicros);
        writer.Int64(totals.CommittedMicros);
        writer.Int64(totals.ReleasedMicros);
        writer.Int64(totals.RefundedMicros);
    }

    public static void WritePace(RecordWriter writer, PoolPace? pace)
    {
        writer.Bool(pace is not null);
        if (pace is null) return;
        writer.Int64(pace.Micros);
        writer.String(pace.Per);
    }

    public static void Write(PoolBook book, RecordWriter writer)
    {
        writer.Byte(Snapshot);
        writer.Byte(GrainJournal.Version);
        writer.Int64(book.Budget);
        WritePace(writer, book.Pace);
        writer.Int64(book.Window.Number);
        writer.Int64(book.Window.CommittedBefore);
        writer.Int64(book.Stop.Number);
        writer.Bool(book.Stop.Stopped);
        writer.OptionalDouble(book.Price);
        writer.Count(book.Members.Count);
        foreach (var member in book.Members) writer.String(member);
        writer.Count(book.Shards.Count);
        foreach (var (shard, account) in book.Shards)
        {
            WriteTotals(writer, new SettleRequest(
                shard, account.Epoch, account.Granted, account.Committed, account.Released, account.Refunded));
            writer.Int64(account.ValidUntil);
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

    public static void Read(PoolBook book, ReadOnlySpan<byte> snapshot)
    {
        var reader = new RecordReader(snapshot);
        GrainJournal.Expect(ref reader, Snapshot);
        book.Budget = reader.Int64();
        book.Pace = ReadPace(ref reader);
        book.Window = new PaceWindow(reader.Int64(), reader.Int64());
        book.Stop = new RecallOrder(book.Pool, reader.Int64(), reader.Bool());
        book.Price = reader.OptionalDouble();
        for (var members = reader.Count(); members > 0; members--) book.Members.Add(reader.String());
        for (var shards = reader.Count(); shards > 0; shards--)
        {
            var totals = ReadTotals(ref reader);
            book.Grant(totals.Shard, totals.Epoch, totals.GrantedMicros, reader.Int64());
            book.Settle(totals);
        }

        for (var campaigns = reader.Count(); campaigns > 0; campaigns--)
        {
            var money = book.Campaign(reader.String());
            money.Reserved = reader.Int64();
            for (var shards = reader.Count(); shards > 0; shards--) money.Commit(reader.Int32(), reader.Int64());
        }
    }

    private static SettleRequest ReadTotals(ref RecordReader reader) => new(
        reader.Count(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());

    private static PoolPace? ReadPace(ref RecordReader reader) =>
        reader.Bool() ? new PoolPace(reader.Int64(), reader.String()) : null;
}
