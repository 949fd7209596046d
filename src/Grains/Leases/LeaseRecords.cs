using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Leases;

/// <summary>A lease book's records, behind their kind and version, and its part of a shard's snapshot.</summary>
internal static class LeaseRecords
{
    public static void WriteGrant(RecordWriter writer, string pool, long granted, long validUntil)
    {
        writer.String(pool);
        writer.Int64(granted);
        writer.Int64(validUntil);
    }

    public static void ApplyGrant(LeaseBook book, ref RecordReader reader) =>
        book.Grant(reader.String(), reader.Int64(), reader.Int64());

    public static void WriteReturn(RecordWriter writer, string pool, long micros)
    {
        writer.String(pool);
        writer.Int64(micros);
    }

    public static void ApplyReturn(LeaseBook book, ref RecordReader reader) =>
        book.Return(reader.String(), reader.Int64());

    public static void WriteRecall(RecordWriter writer, RecallOrder order)
    {
        writer.String(order.Pool);
        writer.Int64(order.Number);
        writer.Bool(order.Stopped);
    }

    public static RecallOrder ReadRecall(ref RecordReader reader) =>
        new(reader.String(), reader.Int64(), reader.Bool());

    public static void WriteReservation(RecordWriter writer, Reservation reservation)
    {
        writer.UInt128(reservation.Decision);
        writer.String(reservation.Pool);
        writer.String(reservation.Campaign);
        writer.UInt64(reservation.Consumer);
        writer.Count(reservation.Option);
        writer.Int64(reservation.ChargeMicros);
        writer.Int64(reservation.ExpiresAt);
    }

    public static Reservation ReadReservation(ref RecordReader reader) => new(
        reader.UInt128(), reader.String(), reader.String(), reader.UInt64(), reader.Count(), reader.Int64(),
        reader.Int64());

    public static void Write(LeaseBook book, RecordWriter writer)
    {
        var pools = book.Pools.ToArray();
        writer.Count(pools.Length);
        foreach (var lease in pools)
        {
            WriteRecall(writer, lease.Stop);
            writer.Int64(lease.Granted);
            writer.Int64(lease.Committed);
            writer.Int64(lease.Released);
            writer.Int64(lease.Refunded);
            writer.Int64(lease.Reserved);
            writer.Int64(lease.ValidUntil);
        }

        writer.Count(book.Count);
        foreach (var reservation in book.Reservations)
        {
            WriteReservation(writer, reservation);
            writer.Bool(reservation.IsScan);
            writer.Byte((byte)reservation.State);
            writer.Int64(reservation.CostMicros);
            writer.Count(reservation.Day);
            writer.Int64(reservation.Due);
        }
    }

    /// <param name="book">The book.</param>
    /// <param name="reader">Stands on it.</param>
    /// <param name="hasExpected">Whether what is open says what it is expected to cost.</param>
    public static void Read(LeaseBook book, ref RecordReader reader, bool hasExpected)
    {
        for (var pools = reader.Count(); pools > 0; pools--)
        {
            var stop = ReadRecall(ref reader);
            book.Restore(new PoolLease(stop.Pool)
            {
                Stop = stop,
                Granted = reader.Int64(),
                Committed = reader.Int64(),
                Released = reader.Int64(),
                Refunded = reader.Int64(),
                Reserved = reader.Int64(),
                ValidUntil = reader.Int64(),
            });
        }

        for (var reservations = reader.Count(); reservations > 0; reservations--)
        {
            var known = ReadReservation(ref reader) with
            {
                IsScan = reader.Bool(),
                State = (ReservationState)reader.Byte(),
                CostMicros = reader.Int64(),
                Day = reader.Count(),
                Due = reader.Int64(),
            };
            var isUnknown = known.IsOpen && !hasExpected;
            book.Restore(isUnknown ? known with { CostMicros = Reservation.UnknownCost } : known);
        }
    }
}
