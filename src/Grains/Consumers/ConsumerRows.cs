using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>A shard's consumers: ids, states and the ids of events that may still repeat.</summary>
internal sealed class ConsumerRows
{
    private readonly IdIndex _index;

    public ConsumerRows(StateLayout layout)
    {
        Layout = layout;
        States = new Chunked<int>(layout.Words);
        _index = new IdIndex(Ids);
    }

    public StateLayout Layout { get; }

    public RowIds Ids { get; } = new();

    public Chunked<int> States { get; }

    public EventIds Events { get; } = new();

    /// <summary>Rows, forgotten ones included.</summary>
    public int Count => Ids.Count;

    /// <summary>The row of a consumer, or -1.</summary>
    public int Find(string consumer) => _index.Find(consumer);

    /// <summary>The row of a consumer by the hash of its id, or -1.</summary>
    public int Find(ulong hash) => _index.Find(hash);

    public Consumer this[int row] => new(this, row);

    public int Add(string consumer, ReadOnlySpan<int> attributes)
    {
        var row = Ids.Take(consumer);
        _index.Add(row);
        RollForward.Create(Layout, States[row], attributes);
        return row;
    }

    public void Forget(int row)
    {
        _index.Remove(Ids[row]!);
        Ids.Release(row);
        States[row].Clear();
        Events.DropBefore(row, int.MaxValue);
    }

    /// <summary>Finds ids again that a snapshot has put back.</summary>
    public void Reindex() => _index.Rebuild();
}
