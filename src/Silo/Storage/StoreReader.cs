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

    /// <summary>Notes in the places, by grain id, where their snapshots and frames are.</summary>
    /// <param name="connection">To the store.</param>
    /// <param name="places">Places of which nothing is known.</param>
    /// <param name="only">Of this grain only; null: of all.</param>
    public static void Locate(SqliteConnection connection, Dictionary<long, SqlitePlace> places, long? only = null)
    {
        var which = only is { } one
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" WHERE grain = {one}")
            : "";
        Read(connection, $"SELECT grain, sequence, length(bytes), since FROM snapshots{which}",
            row => places[row.GetInt64(0)].Snapshotted(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
        Read(connection, $"SELECT grain, length(bytes) FROM bases{which} ORDER BY grain, sequence",
            row => places[row.GetInt64(0)].Based(row.GetInt64(1)));
        Read(connection, $"SELECT id, grain, sequence, length(bytes) FROM frames{which} ORDER BY id", row =>
        {
            if (!places.TryGetValue(row.GetInt64(1), out var place))
                throw new StoreException(
                    $"frames row {row.GetInt64(0)}: its grain {row.GetInt64(1)} is not in the store");
            place.Follow(row.GetInt64(0), row.GetInt64(2), row.GetInt64(3));
        });
    }

    public static Recovery Recover(SqliteConnection connection, GrainAddress grain, long grainId, List<long> rows)
    {
        var frames = new List<(long, byte[])>(rows.Count);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, crc, bytes FROM frames WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        foreach (long row in rows)
        {
            id.Value = row;
            frames.Add(Checked(command, grain, "frame")
                ?? throw new StoreException($"{grain}: the frame in row {row} is gone"));
        }
        return new Recovery(grain, Snapshot(connection, grain, grainId), frames);
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
        FrameChecksum.Check(grain, what, sequence, bytes, (uint)row.GetInt64(1));
        return (sequence, bytes);
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
