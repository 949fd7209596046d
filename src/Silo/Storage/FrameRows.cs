using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Rows of the frames that no snapshot stands for, by grain: the table has no index by grain, so that frames of
/// all grains are only ever added at its end. The writer's thread adds and takes; who recovers a grain reads.
/// </summary>
internal sealed class FrameRows
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GrainAddress, List<long>> _rows = [];
    private readonly Dictionary<GrainAddress, List<long>> _added = [];
    private readonly HashSet<GrainAddress> _taken = [];
    private long _last;
    private long _live;

    /// <summary>Rows of all grains, as of the last commit.</summary>
    public long Live
    {
        get
        {
            lock (_lock)
                return _live;
        }
    }

    /// <summary>The last row in use.</summary>
    public void Begin(long last) => _last = last;

    /// <summary>The rows of a grain, as of the last commit; null where that is not known.</summary>
    public List<long>? Of(GrainAddress grain)
    {
        lock (_lock)
            return _rows.TryGetValue(grain, out var rows) ? [.. rows] : null;
    }

    public void Set(GrainAddress grain, IEnumerable<long> rows)
    {
        lock (_lock)
            Put(grain, [.. rows]);
    }

    /// <summary>The row of a new frame.</summary>
    public long Add(GrainAddress grain)
    {
        if (!_added.TryGetValue(grain, out var rows))
            _added[grain] = rows = [];
        rows.Add(++_last);
        return _last;
    }

    /// <summary>All rows of a grain, which a snapshot takes the place of.</summary>
    public IReadOnlyList<long> Take(GrainAddress grain)
    {
        var rows = _taken.Add(grain) ? Of(grain) ?? [] : [];
        if (_added.Remove(grain, out var added))
            rows.AddRange(added);
        return rows;
    }

    /// <summary>What was added and taken since is durable.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            foreach (var grain in _taken)
                Put(grain, []);
            foreach (var (grain, rows) in _added)
            {
                if (_rows.TryGetValue(grain, out var known))
                    known.AddRange(rows);
                else
                    _rows[grain] = rows;
                _live += rows.Count;
            }
        }
        _taken.Clear();
        _added.Clear();
    }

    /// <summary>
    /// Whether what was added and taken since is durable is not known: these grains are looked up again.
    /// </summary>
    public void Forget(IEnumerable<GrainAddress> grains)
    {
        lock (_lock)
        {
            foreach (var grain in grains)
                _live -= _rows.Remove(grain, out var rows) ? rows.Count : 0;
        }
        _taken.Clear();
        _added.Clear();
    }

    private void Put(GrainAddress grain, List<long> rows)
    {
        _live += rows.Count - (_rows.GetValueOrDefault(grain)?.Count ?? 0);
        _rows[grain] = rows;
    }
}
