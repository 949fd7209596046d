using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>Reads a store back: which grains there are, and what each left, checked.</summary>
internal static class StoreReader
{
    /// <summary>Ids of the grains, by address.</summary>
    public static Dictionary<GrainAddress, long> Grains(SqliteConnection connection)
    {
        var grains = new Dictionary<GrainAddress, long>();
        Read(connection, "SELECT id, kind, key FROM grains",
            row => grains.Add(new GrainAddress(row.GetString(1), row.GetString(2)), row.GetInt64(0)));
        return grains;
    }

    public static HashSet<long> Work(SqliteConnection connection)
    {
        var work = new HashSet<long>();
        Read(connection, "SELECT grain FROM work", row => work.Add(row.GetInt64(0)));
        return work;
    }

    /// <summary>Notes in the journals, by grain id, where their snapshots and frames are.</summary>
    /// <param name="connection">To the store.</param>
    /// <param name="journals">Journals of which nothing is known.</param>
    /// <param name="only">Of this grain only; null: of all.</param>
    public static void Locate(
        SqliteConnection connection, Dictionary<long, FrameJournal> journals, long? only = null)
    {
        var which = only is { } one
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" WHERE grain = {one}")
            : "";
        Read(connection, $"SELECT grain, sequence, length(bytes), since FROM snapshots{which}", row =>
        {
            var journal = journals[row.GetInt64(0)];
            journal.SnapshotSequence = journal.LastSequence = row.GetInt64(1);
            journal.SnapshotBytes = row.GetInt64(2);
            journal.BytesSinceBase = row.GetInt64(3);
        });
        Read(connection, $"SELECT grain, length(bytes) FROM bases{which} ORDER BY grain, sequence",
            row => journals[row.GetInt64(0)].BaseBytes = row.GetInt64(1));
        Read(connection, $"SELECT id, grain, sequence, length(bytes) FROM frames{which} ORDER BY id", row =>
        {
            if (!journals.TryGetValue(row.GetInt64(1), out var journal))
                throw new StoreException(
                    $"frames row {row.GetInt64(0)}: its grain {row.GetInt64(1)} is not in the store");
            Follow(journal, row.GetInt64(2));
            journal.Rows.Add(row.GetInt64(0));
            journal.BytesSinceSnapshot += row.GetInt64(3);
            journal.BytesSinceBase += row.GetInt64(3);
        });
    }

    public static Recovery Recover(SqliteConnection connection, FrameJournal journal, long? grainId)
    {
        if (grainId is null)
            return new Recovery(journal.Grain, null, []);
        var frames = new List<(long, byte[])>(journal.Rows.Count);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, crc, bytes FROM frames WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        foreach (long row in journal.Rows)
        {
            id.Value = row;
            frames.Add(Checked(command, journal.Grain, "frame")
                ?? throw new StoreException($"{journal.Grain}: the frame in row {row} is gone"));
        }
        return new Recovery(journal.Grain, Snapshot(connection, journal.Grain, grainId.Value), frames);
    }

    private static byte[]? Snapshot(SqliteConnection connection, GrainAddress grain, long grainId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, crc, bytes FROM snapshots WHERE grain = $grain";
        command.Parameters.AddWithValue("$grain", grainId);
        return Checked(command, grain, "snapshot")?.Bytes;
    }

    public static (long Sequence, byte[] Bytes)? Checked(SqliteCommand command, GrainAddress grain, string what)
    {
        using var row = command.ExecuteReader();
        if (!row.Read())
            return null;
        long sequence = row.GetInt64(0);
        var bytes = row.GetFieldValue<byte[]>(2);
        uint expected = (uint)row.GetInt64(1);
        uint got = FrameChecksum.Of(grain, sequence, bytes);
        if (got != expected)
            throw new StoreException(
                $"{grain}, {what} {sequence}: its {bytes.Length} bytes have CRC-32C {got:x8}, expected {expected:x8}");
        return (sequence, bytes);
    }

    private static void Follow(FrameJournal journal, long sequence)
    {
        if (sequence != journal.LastSequence + 1)
            throw new StoreException($"{journal.Grain}: got frame {sequence} after {journal.LastSequence}, "
                + $"expected {journal.LastSequence + 1}");
        journal.LastSequence = sequence;
    }

    public static void Read(SqliteConnection connection, string sql, Action<SqliteDataReader> each)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
            each(rows);
    }
}
