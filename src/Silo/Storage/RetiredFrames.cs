using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Frames that a snapshot stands for, on their way from <c>frames</c> to <c>history</c>: a few go with every commit
/// that writes little, for a fraction of a millisecond; those that write much, since many callers wait for them or a
/// campaign is estimated, take some only where too many have gathered. A snapshot that moved all of its own wrote a
/// page for each, since a page holds frames of many grains, and whoever's commit came meanwhile waited for all of
/// them. Copied grain by grain, which fills the pages of <c>history</c>; taken out of <c>frames</c> later and in the
/// order of rows, when nearly all of a page can go. What is left when the process ends is found by the next one. Used
/// by the writer's thread.
/// </summary>
internal sealed class RetiredFrames : IDisposable
{
    /// <summary>Frames that go with a commit, and with every frame that it writes: more than come.</summary>
    private const int EachCommit = 32;
    private const int EachFrame = 2;

    /// <summary>A commit that writes more than either is spared.</summary>
    private const int LightFrames = 64;
    private const long LightBytes = 64 << 10;

    private static readonly long LightTicks = Stopwatch.Frequency / 4000;

    private readonly int _most;
    private readonly RawStatement _copy;
    private readonly RawStatement _drop;
    private readonly Queue<(long Grain, long Row)> _toCopy = new();
    private readonly PriorityQueue<long, long> _copied = new();
    private readonly Dictionary<long, Queue<long>> _rows = [];

    /// <summary>Begins with what the store holds of them.</summary>
    /// <param name="connection">The one that writes.</param>
    /// <param name="most">So many may gather: a start reads past them, some .3 s.</param>
    public RetiredFrames(SqliteConnection connection, int most = 1 << 19)
    {
        _most = most;
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
    /// <param name="bytes">Their bytes, and those of snapshots.</param>
    /// <param name="live">Frames that no snapshot stands for: as many that are copied may wait.</param>
    public void Step(int frames, long bytes, long live)
    {
        bool areTooMany = _toCopy.Count + Math.Max(0, _copied.Count - live) > _most;
        if (!areTooMany && (frames > LightFrames || bytes > LightBytes))
            return;
        long end = areTooMany ? long.MaxValue : Stopwatch.GetTimestamp() + LightTicks;
        int left = EachCommit + (EachFrame * frames);
        for (int i = 0; i < left && IsTime(i, end) && _toCopy.TryDequeue(out var next); i++)
        {
            _copy.Bind(1, next.Row).Run();
            _copied.Enqueue(next.Grain, next.Row);
        }
        for (int i = 0; i < left && IsTime(i, end) && _copied.Count > live; i++)
        {
            _ = _copied.TryDequeue(out long grain, out long row);
            _drop.Bind(1, row).Bind(2, long.MaxValue).Run();
            _rows[grain].Dequeue();
        }
    }

    public void Dispose()
    {
        _copy.Dispose();
        _drop.Dispose();
    }

    /// <summary>One goes in any case: a slow disk would keep them all.</summary>
    private static bool IsTime(int done, long end) => done == 0 || Stopwatch.GetTimestamp() < end;

    private void Add(long grain, long row)
    {
        if (!_rows.TryGetValue(grain, out var rows))
            _rows[grain] = rows = new Queue<long>();
        rows.Enqueue(row);
        _toCopy.Enqueue((grain, row));
    }
}
