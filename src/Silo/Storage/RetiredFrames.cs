using Microsoft.Data.Sqlite;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Frames that a snapshot stands for, on their way from <c>frames</c> to <c>history</c>: a few go with every commit. A
/// snapshot that moved all of its own wrote a page for each, since a page holds frames of many grains, and whoever's
/// commit came meanwhile waited for all of them. Copied grain by grain, which fills the pages of <c>history</c>; taken
/// out of <c>frames</c> later and in the order of rows, when nearly all of a page can go. What is left when the process
/// ends is found by the next one. Used by the writer's thread.
/// </summary>
internal sealed class RetiredFrames : IDisposable
{
    /// <summary>Frames that go with every commit, and with every frame that it writes: more than come.</summary>
    private const int EachCommit = 32;
    private const int EachFrame = 2;

    private readonly RawStatement _copy;
    private readonly RawStatement _drop;
    private readonly Queue<(long Grain, long Row)> _toCopy = new();
    private readonly PriorityQueue<long, long> _copied = new();
    private readonly Dictionary<long, Queue<long>> _rows = [];

    /// <summary>Begins with what the store holds of them.</summary>
    public RetiredFrames(SqliteConnection connection)
    {
        _copy = new RawStatement(
            connection, "INSERT OR IGNORE INTO history SELECT grain, sequence, crc, bytes FROM frames WHERE id = ?1");
        _drop = new RawStatement(connection, "DELETE FROM frames WHERE id = ?1 AND sequence <= ?2");
        StoreReader.Read(
            connection,
            "SELECT f.grain, f.id FROM frames f JOIN snapshots s ON s.grain = f.grain "
                + "WHERE f.sequence <= s.sequence ORDER BY f.id",
            row => Add(row.GetInt64(0), row.GetInt64(1)));
    }

    /// <summary>A snapshot stands for these rows from now on.</summary>
    /// <param name="grain">The grain's id.</param>
    /// <param name="rows">In rising order.</param>
    public void Add(long grain, IEnumerable<long> rows)
    {
        foreach (long row in rows)
            Add(grain, row);
    }

    /// <summary>A grain's frames up to this sequence are not kept: those still on their way go at once.</summary>
    public void Drop(long grain, long last)
    {
        foreach (long row in _rows.GetValueOrDefault(grain) ?? [])
            _drop.Bind(1, row).Bind(2, last).Run();
    }

    /// <summary>Takes some of them further, as part of a commit.</summary>
    /// <param name="frames">Frames that the commit writes.</param>
    /// <param name="live">Frames that no snapshot stands for: as many that are copied may wait.</param>
    public void Step(int frames, long live)
    {
        int most = EachCommit + (EachFrame * frames);
        for (int i = 0; i < most && _toCopy.TryDequeue(out var next); i++)
        {
            _copy.Bind(1, next.Row).Run();
            _copied.Enqueue(next.Grain, next.Row);
        }
        for (int i = 0; i < most && _copied.Count > live && _copied.TryDequeue(out long grain, out long row); i++)
        {
            _drop.Bind(1, row).Bind(2, long.MaxValue).Run();
            _rows[grain].Dequeue();
        }
    }

    public void Dispose()
    {
        _copy.Dispose();
        _drop.Dispose();
    }

    private void Add(long grain, long row)
    {
        if (!_rows.TryGetValue(grain, out var rows))
            _rows[grain] = rows = new Queue<long>();
        rows.Enqueue(row);
        _toCopy.Enqueue((grain, row));
    }
}
