using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Consumer id to row: open addressing over row numbers, at most half full, so 8 to 16 bytes a consumer beside the
/// ids themselves.
/// </summary>
internal sealed class IdIndex(RowIds ids)
{
    private const int Empty = 0;
    private const int Gone = -1;

    private int[] _slots = new int[64];
    private int _used;

    /// <summary>The row of a consumer, or -1.</summary>
    public int Find(string id)
    {
        for (var slot = Start(id); _slots[slot] != Empty; slot = Next(slot))
        {
            if (_slots[slot] != Gone && ids[_slots[slot] - 1] == id) return _slots[slot] - 1;
        }

        return -1;
    }

    /// <summary>The row of a consumer by the hash of its id, or -1.</summary>
    public int Find(ulong hash)
    {
        for (var slot = (int)hash & (_slots.Length - 1); _slots[slot] != Empty; slot = Next(slot))
        {
            if (_slots[slot] != Gone && ConsumerHash.Of(ids[_slots[slot] - 1]!) == hash) return _slots[slot] - 1;
        }

        return -1;
    }

    /// <summary>Adds a row whose id is set and not in the index.</summary>
    public void Add(int row)
    {
        if (++_used * 2 > _slots.Length) Rebuild();
        else Place(row);
    }

    public void Remove(string id)
    {
        for (var slot = Start(id); _slots[slot] != Empty; slot = Next(slot))
        {
            if (_slots[slot] == Gone || ids[_slots[slot] - 1] != id) continue;
            _slots[slot] = Gone;
            return;
        }
    }

    /// <summary>Places every row anew; slots of forgotten rows are free again.</summary>
    public void Rebuild()
    {
        _used = ids.Live;
        var size = _slots.Length;
        while (size < _used * 4) size *= 2;
        _slots = new int[size];
        for (var row = 0; row < ids.Count; row++)
        {
            if (ids[row] is not null) Place(row);
        }
    }

    private void Place(int row)
    {
        var slot = Start(ids[row]!);
        while (_slots[slot] > Empty) slot = Next(slot);
        _slots[slot] = row + 1;
    }

    // The low bits: the top ones chose the shard and are the same for all its consumers.
    private int Start(string id) => (int)ConsumerHash.Of(id) & (_slots.Length - 1);

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);
}
