namespace WorldModel.Stores.Tests;

/// <summary>A short-named directory of a server's own, gone afterwards as far as it may be deleted.</summary>
internal sealed class ServerDirectory(string prefix) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
