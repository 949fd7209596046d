using System.Text;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Mixes;

/// <summary>
/// The mixes of a data directory, a file each. One comes in under another name, is read and so checked whole, and only
/// then takes its own. A few that were asked last are kept read. One thread at a time.
/// </summary>
internal sealed class MixFolder(string directory)
{
    public const string FolderName = "mixes";

    /// <summary>Names that may be taken.</summary>
    public const int Most = 100;

    private const int MostKept = 4;
    private const string Extension = ".json";
    private const string Incoming = "incoming";

    private readonly List<HostedMix> _kept = [];

    /// <summary>Their names, sorted.</summary>
    public string[] Names() => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, "*" + Extension).Select(Path.GetFileNameWithoutExtension)
            .OfType<string>().Order(StringComparer.Ordinal),
    ];

    /// <summary>A mix; null where none has the name.</summary>
    /// <exception cref="StoreException">Its file is damaged or of another version.</exception>
    public HostedMix? Find(string name, CancellationToken stop)
    {
        if (_kept.Find(kept => kept.Name == name) is { } read) return Keep(read);
        // Names are told apart by their case, whatever the file system thinks of it.
        if (!Names().Contains(name)) return null;
        try
        {
            return Keep(HostedMix.Read(name, name, File.ReadAllText(PathOf(name)), stop));
        }
        catch (InputException damaged)
        {
            throw new StoreException($"mix {damaged.Message}");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"mix {name}: {cause.Message}");
        }
    }

    /// <summary>Takes a mix in; when this returns it is on the disk.</summary>
    /// <exception cref="InputException">It is no whole mix, or there are too many.</exception>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public HostedMix Put(string name, ReadOnlySpan<byte> content, CancellationToken stop)
    {
        var names = Names();
        if (names.Length >= Most && !names.Contains(name))
            throw new InputException("mix", name, $"at most {Most} mixes: remove one first");
        if (names.FirstOrDefault(other => Same(other, name)) is { } taken)
            throw new InputException("mix", name, $"a name that differs by more than case from {taken}");
        var mix = HostedMix.Read(name, "body", Encoding.UTF8.GetString(content), stop);
        try
        {
            Write(name, content);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"mix {name}: {cause.Message}");
        }

        _kept.RemoveAll(kept => kept.Name == name);
        return Keep(mix);
    }

    /// <summary>Removes a mix; whether there was one.</summary>
    public bool Remove(string name)
    {
        _kept.RemoveAll(kept => kept.Name == name);
        if (!Names().Contains(name)) return false;
        File.Delete(PathOf(name));
        DirectorySync.Flush(directory);
        return true;
    }

    private static bool Same(string other, string name) =>
        other != name && other.Equals(name, StringComparison.OrdinalIgnoreCase);

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(directory);
        var incoming = Path.Combine(directory, Incoming);
        using (var file = new FileStream(incoming, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(incoming, PathOf(name), overwrite: true);
        DirectorySync.Flush(directory);
    }

    private HostedMix Keep(HostedMix mix)
    {
        _kept.Remove(mix);
        _kept.Insert(0, mix);
        if (_kept.Count > MostKept) _kept.RemoveAt(MostKept);
        return mix;
    }

    private string PathOf(string name) => Path.Combine(directory, name + Extension);
}
