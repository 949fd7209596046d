using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The model files of a data directory, each named by its content hash. A file comes in under another name, is
/// loaded and so checked whole, and only then takes its name: what stands here under a hash is good.
/// </summary>
/// <param name="directory">The folder.</param>
/// <param name="load">Loads a file, named so in messages, into the process's library; answers its content hash.</param>
public sealed class ModelFolder(string directory, Func<string, string, string> load) : IModelIntake
{
    public const string FolderName = "models";
    internal const string Extension = ".wmdl";
    private const string Incoming = ".incoming";

    private int _incoming;

    /// <summary>Loads every model; returns hash and file of each.</summary>
    /// <exception cref="WorldModelException">A file is damaged, or not the one its name says.</exception>
    public List<(string Hash, string File)> LoadAll()
    {
        Directory.CreateDirectory(directory);
        foreach (var abandoned in Directory.EnumerateFiles(directory, "*" + Incoming))
            File.Delete(abandoned);
        var loaded = new List<(string, string)>();
        foreach (var file in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            var hash = load(file, file);
            if (hash != Path.GetFileNameWithoutExtension(file))
                throw new StoreException($"{file}: got content of hash {hash}, expected the one that names it");
            loaded.Add((hash, file));
        }
        return loaded;
    }

    /// <summary>The file of a model; null where it is not here.</summary>
    public string? Find(string hash)
    {
        var file = Path.Combine(directory, hash + Extension);
        return File.Exists(file) ? file : null;
    }

    public async Task<string> Take(Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        var incoming = Path.Combine(directory, $"{Interlocked.Increment(ref _incoming)}{Incoming}");
        try
        {
            await using (var file = new FileStream(incoming, FileMode.Create, FileAccess.Write))
            {
                await content.CopyToAsync(file, cancellation);
                file.Flush(flushToDisk: true);
            }
            var hash = load(incoming, "model");
            File.Move(incoming, Path.Combine(directory, hash + Extension), overwrite: true);
            DirectorySync.Flush(directory);
            return hash;
        }
        finally
        {
            File.Delete(incoming);
        }
    }
}
