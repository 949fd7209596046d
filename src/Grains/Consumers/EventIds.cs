using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Ids of the events that a repeat could still bring or a reversal name, what each said (its print) and what is left of
/// it: those inside each consumer's lateness window. A hash table over (row, id) whose entries are also chained by row,
/// so that a consumer's old ones go when its open day moves on. 44 to 48 bytes an event.
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

    // Amounts that 32 bits do not hold, by entry.
    private readonly Dictionary<int, long> _large = [];

    /// <summary>40 bytes: two halves of an id need not be aligned as one number, nor most amounts be whole.</summary>
    private struct Entry
    {
        private const int Large = int.MinValue;

        private ulong _high;
        private ulong _low;
        private int _day;
        private int _micros;
        private short _slot;
        public ushort Print;
        public int Row;
        public int NextOfRow;
        public int NextInBucket;

        public UInt128 Id
        {
            readonly get => new(_high, _low);
            set => (_high, _low) = ((ulong)(value >> 64), (ulong)value);
        }

        public readonly int Day => _day;

        public readonly bool IsLarge => _micros == Large;

        public readonly StateEvent Event => new(_day, _slot, _micros);

        /// <summary>Takes an event; false where its amount is to be kept beside.</summary>
        public bool Put(in StateEvent e)
        {
            (_day, _slot, _micros) = (e.Day, e.Slot, (int)e.Micros);
            if (_micros == e.Micros && _micros != Large) return true;
            _micros = Large;
            return false;
        }
    }

    public long Bytes => (_entries.Length * 40L) + (_buckets.Length * 4L) + (_firstOfRow.Length * 4L);

    /// <summary>The print of what an event said; null: it is not remembered.</summary>
    public ushort? Print(int row, UInt128 id) => Place(row, id) is var at and not None ? _entries[at].Print : null;

    /// <summary>What is left of an event; null: it is not remembered.</summary>
    public StateEvent? Find(int row, UInt128 id) => Place(row, id) is var at and not None ? EventAt(at) : null;

    /// <summary>Changes what is left of an event that is remembered.</summary>
    public void Put(int row, UInt128 id, in StateEvent e) => PutAt(Place(row, id), e);

    public void Add(int row, UInt128 id, in StateEvent e, ushort print)
    {
        if (row >= _firstOfRow.Length) GrowRows(row);
        var at = Take();
        ref var bucket = ref _buckets[Bucket(row, id)];
        _entries[at] = new Entry
        {
            Id = id,
            Print = print,
            Row = row,
            NextOfRow = _firstOfRow[row],
            NextInBucket = bucket,
        };
        PutAt(at, e);
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

    /// <summary>A row's events, the oldest added first.</summary>
    public IReadOnlyList<(UInt128 Id, StateEvent Event, ushort Print)> Of(int row)
    {
        var ids = new List<(UInt128, StateEvent, ushort)>();
        if (row >= _firstOfRow.Length) return ids;
        for (var at = _firstOfRow[row]; at != None; at = _entries[at].NextOfRow)
        {
            ids.Add((_entries[at].Id, EventAt(at), _entries[at].Print));
        }

        ids.Reverse();
        return ids;
    }

    private int Place(int row, UInt128 id)
    {
        var at = _buckets[Bucket(row, id)];
        while (at != None && (_entries[at].Row != row || _entries[at].Id != id)) at = _entries[at].NextInBucket;
        return at;
    }

    private void Unlink(int gone)
    {
        ref var link = ref _buckets[Bucket(_entries[gone].Row, _entries[gone].Id)];
        while (link != gone) link = ref _entries[link].NextInBucket;
        link = _entries[gone].NextInBucket;
        _entries[gone].NextOfRow = _free;
        _free = gone;
        if (_entries[gone].IsLarge) _large.Remove(gone);
    }

    private StateEvent EventAt(int at) => _entries[at].IsLarge
        ? _entries[at].Event with { Micros = _large[at] }
        : _entries[at].Event;

    private void PutAt(int at, in StateEvent e)
    {
        if (_entries[at].Put(e)) _large.Remove(at);
        else _large[at] = e.Micros;
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
