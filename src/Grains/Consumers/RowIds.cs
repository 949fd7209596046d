namespace WorldModel.Grains.Consumers;

/// <summary>The ids of a shard's rows, null where a consumer was forgotten; a forgotten row is used again.</summary>
internal sealed class RowIds
{
    private readonly List<string?> _ids = [];
    private readonly Stack<int> _free = [];

    /// <summary>Rows, forgotten ones included.</summary>
    public int Count => _ids.Count;

    /// <summary>Rows that hold a consumer.</summary>
    public int Live => _ids.Count - _free.Count;

    public string? this[int row] => _ids[row];

    /// <summary>Forgotten rows, the one to be used next last.</summary>
    public IEnumerable<int> Free => _free.Reverse();

    public int Take(string id)
    {
        if (_free.TryPop(out var row))
        {
            _ids[row] = id;
            return row;
        }

        _ids.Add(id);
        return _ids.Count - 1;
    }

    public void Release(int row)
    {
        _ids[row] = null;
        _free.Push(row);
    }

    /// <summary>Puts rows back as a snapshot has them.</summary>
    public void Restore(IEnumerable<string?> ids, IEnumerable<int> free)
    {
        _ids.AddRange(ids);
        foreach (var row in free) _free.Push(row);
    }
}
