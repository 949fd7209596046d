namespace WorldModel.Silo.Storage;

/// <summary>The store of a data directory.</summary>
/// <param name="directory">The directory; made where it is not there.</param>
public sealed class SqliteProvider(string directory) : IStoreProvider
{
    public string Name => $"sqlite {directory}";

    public Task<IStoreBackend> Open(StoreSettings settings, CancellationToken cancellation = default)
    {
        try
        {
            return Task.FromResult<IStoreBackend>(SqliteBackend.Open(new StoreOptions(directory, settings)));
        }
        catch (StoreException refusal)
        {
            return Task.FromException<IStoreBackend>(refusal);
        }
    }

    public IKeptJournal OpenKept() => KeptJournal.Open(directory);
}
