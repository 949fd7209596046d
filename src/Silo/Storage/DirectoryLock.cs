namespace WorldModel.Silo.Storage;

/// <summary>
/// One process a data directory: held by an open file, so that a killed process leaves nothing behind.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Take(string directory)
    {
        try
        {
            return new(new FileStream(
                Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException cause)
        {
            throw new StoreException($"data directory {directory}: in use by another process", cause);
        }
    }

    public void Dispose() => _file.Dispose();
}
