using System.Collections.Concurrent;
using WorldModel.Grains.Hosting;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Explaining;

/// <summary>
/// The models of a data folder, each read when it is first asked for; or one model that stands in for all of them, to
/// see what another would have decided.
/// </summary>
internal sealed class ArchiveModels : IModelLibrary
{
    private readonly string _folder;
    private readonly FrozenModel? _instead;
    private readonly Func<string, Task>? _fetch;
    private readonly ConcurrentDictionary<string, Lazy<FrozenModel?>> _models = new(StringComparer.Ordinal);

    /// <exception cref="WorldModelException">No model is of the schema, or the one instead is not readable.</exception>
    public ArchiveModels(string directory, string schemaHash, string? instead)
    {
        _folder = Path.Combine(directory, ModelFolder.FolderName);
        if (instead is not null)
            _instead = ModelFile.Read(instead);
        Schema = (_instead ?? AnyOf(schemaHash)).Schema;
        if (Schema.Hash != schemaHash)
            throw new InputException("model", instead, $"a model of the store's schema {schemaHash}");
    }

    /// <summary>The models of a silo that runs, and knows its schema.</summary>
    /// <param name="directory">Its data folder.</param>
    /// <param name="schema">The store's schema.</param>
    /// <param name="fetch">Brings a model's file into the folder where it is not there.</param>
    public ArchiveModels(string directory, ConsumerSchema schema, Func<string, Task> fetch)
    {
        _folder = Path.Combine(directory, ModelFolder.FolderName);
        (Schema, _fetch) = (schema, fetch);
    }

    /// <summary>The store's schema: every model of it holds it.</summary>
    public ConsumerSchema Schema { get; }

    public FrozenModel? Find(string hash) =>
        _instead ?? _models.GetOrAdd(hash, h => new Lazy<FrozenModel?>(() => Bring(h))).Value;

    public FrozenModel? Live(string name) => null;

    public FrozenModel? Shadow(string name) => null;

    public void Announce(string name, string? hash, string? shadow, long version)
    {
        // Nobody asks here which model is live: decisions name theirs.
    }

    /// <summary>Looks again for those that were not to be had: they may have come meanwhile.</summary>
    public void LookAgain()
    {
        foreach (var model in _models)
        {
            if (model.Value is { IsValueCreated: true, Value: null })
                _models.TryRemove(model);
        }
    }

    private FrozenModel? Bring(string hash)
    {
        if (!File.Exists(FileOf(hash)))
            _fetch?.Invoke(hash).GetAwaiter().GetResult();
        return Read(FileOf(hash), hash);
    }

    private string FileOf(string hash) => Path.Combine(_folder, hash + ModelFolder.Extension);

    private FrozenModel AnyOf(string schemaHash)
    {
        var files = Directory.Exists(_folder)
            ? Directory.EnumerateFiles(_folder, "*" + ModelFolder.Extension).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return files.Select(file => Read(file, Path.GetFileNameWithoutExtension(file)))
            .FirstOrDefault(model => model?.Schema.Hash == schemaHash)
            ?? throw new StoreException($"{_folder}: got no model of schema {schemaHash}, expected those that decided");
    }

    /// <summary>Null where there is no such file, or it holds another model than it says.</summary>
    private static FrozenModel? Read(string file, string hash)
    {
        try
        {
            return File.Exists(file) && ModelFile.Read(file) is var model && model.Hash == hash ? model : null;
        }
        catch (ModelFileException)
        {
            return null;
        }
    }
}
