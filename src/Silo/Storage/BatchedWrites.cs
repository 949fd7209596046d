namespace WorldModel.Silo.Storage;

/// <summary>Writes to a store that nobody else writes to, many in a commit.</summary>
internal sealed class BatchedWrites(IStoreBackend backend)
{
    /// <summary>Bytes of writes that go into one commit.</summary>
    private const long BatchBytes = 4 << 20;

    private CommitBatch _batch = new();
    private long _bytes;

    /// <summary>Writes so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="StoreException">The store refuses what came so far.</exception>
    public void Add(StoreWrite write)
    {
        _batch.Add(write);
        _bytes += write.Bytes.Length;
        Count++;
        Bytes += write.Bytes.Length;
        if (_bytes >= BatchBytes)
            Flush();
    }

    /// <summary>All that was added is durable when this returns.</summary>
    /// <exception cref="StoreException">The store refuses it.</exception>
    public void Flush()
    {
        if (_batch.Writes.Count > 0 && backend.Write(_batch).Values.FirstOrDefault() is { } refusal)
            throw refusal;
        (_batch, _bytes) = (new CommitBatch(), 0);
    }
}
