namespace WorldModel.Grains.Consumers;

/// <summary>
/// Ids of the events that a repeat could still bring: those inside each consumer's lateness window. A hash table over
/// (row, id) whose entries are also chained by row, so that a consumer's old ones go when its open day moves on.
/// 36 to 40 bytes an event.
/// </summary>
internal sealed class EventIds
{
    private const int None = -1;

    private Entry[] _entries = new Entry[64];
    private int[] _buckets = new int[64];
    private int[] _firstOfRow = [];
    private int _count;
    private int _free = None;

    public EventIds() => Array.Fill(_buckets, None);

    private struct Entry
    {
        public UInt128 Id;
        public int Row;
        public int Day;
        public int NextOfRow;
        public int NextInBucket;
    }

    public long Bytes => (_entries.Length * 32L) + (_buckets.Length * 4L) + (_firstOfRow.Length * 4L);

    public bool Contains(int row, UInt128 id)
    {
        for (var at = _buckets[Bucket(row, id)]; at != None; at = _entries[at].NextInBucket)
        {
            if (_entries[at].Row == row && _entries[at].Id == id) return true;
        }

        return false;
    }

    public void Add(int row, UInt128 id, int day)
    {
        if (row >= _firstOfRow.Length) GrowRows(row);
        var at = Take();
        ref var bucket = ref _buckets[Bucket(row, id)];
        _entries[at] = new Entry
        {
            Id = id,
            Row = row,
            Day = day,
            NextOfRow = _firstOfRow[row],
            NextInBucket = bucket,
        };
        bucket = at;
        _firstOfRow[row] = at;
    }

    /// <summary>Drops a row's ids of days before this one.</summary>
    public void DropBefore(int row, int day)
    {
        if (row >= _firstOfRow.Length) return;
        ref var link = ref _firstOfRow[row];
        while (link != None)
        {
            ref var entry = ref _entries[link];
            if (entry.Day >= day)
            {
                link = ref entry.NextOfRow;
                continue;
            }

            var gone = link;
            link = entry.NextOfRow;
            Unlink(gone);
        }
    }

    /// <summary>A row's ids, the oldest added first.</summary>
    public IReadOnlyList<(UInt128 Id, int Day)> Of(int row)
    {
        var ids = new List<(UInt128, int)>();
        if (row >= _firstOfRow.Length) return ids;
        for (var at = _firstOfRow[row]; at != None; at = _entries[at].NextOfRow)
        {
            ids.Add((_entries[at].Id, _entries[at].Day));
        }

        ids.Reverse();
        return ids;
    }

    private void Unlink(int gone)
    {
        ref var link = ref _buckets[Bucket(_entries[gone].Row, _entries[gone].Id)];
        while (link != gone) link = ref _entries[link].NextInBucket;
        link = _entries[gone].NextInBucket;
        _entries[gone].NextOfRow = _free;
        _free = gone;
    }

    private int Take()
    {
        if (_free != None)
        {
            var at = _free;
            _free = _entries[at].NextOfRow;
            return at;
        }

        if (_count == _entries.Length) GrowEntries();
        return _count++;
    }

    // All entries are in use when this is called, so every one is placed anew.
    private void GrowEntries()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        Array.Fill(_buckets, None);
        for (var at = 0; at < _count; at++)
        {
            ref var bucket = ref _buckets[Bucket(_entries[at].Row, _entries[at].Id)];
            _entries[at].NextInBucket = bucket;
            bucket = at;
        }
    }

    private void GrowRows(int row)
    {
        var known = _firstOfRow.Length;
        Array.Resize(ref _firstOfRow, Math.Max(row + 1, Math.Max(64, known * 2)));
        _firstOfRow.AsSpan(known).Fill(None);
    }

    private int Bucket(int row, UInt128 id) =>
        (int)((ulong)id ^ ((ulong)(uint)row * 0x9E3779B97F4A7C15)) & (_buckets.Length - 1);
}
