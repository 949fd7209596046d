using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The model files of a data directory, each named by its content hash. A file comes in under another name, is
/// loaded and so checked whole, and only then takes its name: what stands here under a hash is good.
/// </summary>
/// <param name="directory">The folder.</param>
/// <param name="load">Loads a file, named so in messages, into the process's library; answers its content hash.</param>
public sealed class ModelFolder(string directory, Func<string, string, string> load)
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

    /// <summary>Takes a model in; returns its hash. The file is on the disk when this returns.</summary>
    /// <exception cref="WorldModelException">Not a model file, damaged, or of another schema.</exception>
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
