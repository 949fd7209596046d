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

    /// <summary>The store's schema: every model of it holds it.</summary>
    public ConsumerSchema Schema { get; }

    public FrozenModel? Find(string hash) =>
        _instead ?? _models.GetOrAdd(hash, h => new Lazy<FrozenModel?>(() => Read(FileOf(h), h))).Value;

    public FrozenModel? Live(string name) => null;

    public FrozenModel? Shadow(string name) => null;

    public void Announce(string name, string? hash, string? shadow, long version)
    {
        // Nobody asks here which model is live: decisions name theirs.
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
