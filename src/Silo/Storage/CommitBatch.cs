using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Everything that one commit writes, in order: frames, and snapshots that stand for frames before them. A grain's own
/// writes are in the order of its journal; several of one grain may be in a batch.
/// </summary>
public sealed class CommitBatch
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<StoreWrite> _writes = [];

    public IReadOnlyList<StoreWrite> Writes => _writes;

    /// <summary>Ends when all of it is durable; faults where some of it is not.</summary>
    internal Task Durable => _ended.Task;

    internal void Add(StoreWrite write) => _writes.Add(write);

    /// <summary>All is durable but what these grains wrote.</summary>
    internal void Keep(IReadOnlyDictionary<GrainAddress, StoreException> refused)
    {
        foreach (var write in _writes)
        {
            if (refused.Count > 0 && refused.TryGetValue(write.Grain, out var cause))
                write.Fail(cause);
            else
                write.Keep();
        }
        if (refused.Count == 0)
            _ended.SetResult();
        else
            End(refused.Values.First());
    }

    internal void Fail(StoreException cause)
    {
        foreach (var write in _writes)
            write.Fail(cause);
        End(cause);
    }

    private void End(StoreException cause)
    {
        _ended.SetException(cause);
        _ = _ended.Task.Exception;
    }
}
