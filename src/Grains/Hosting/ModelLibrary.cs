using System.Collections.Concurrent;
using WorldModel.Models;

namespace WorldModel.Grains.Hosting;

/// <summary>The models of one process, kept in memory. Safe to use from all grains at once.</summary>
public sealed class ModelLibrary : IModelLibrary
{
    private readonly ConcurrentDictionary<string, FrozenModel> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Announcement> _live = new(StringComparer.Ordinal);

    private sealed record Announcement(string? Hash, string? Shadow, long Version);

    /// <summary>Adds a model; a second one with the same content changes nothing.</summary>
    public void Add(FrozenModel model) => _models.TryAdd(model.Hash, model);

    public FrozenModel? Find(string hash) => _models.GetValueOrDefault(hash);

    public FrozenModel? Live(string name) =>
        _live.GetValueOrDefault(name) is { Hash: { } hash } ? Find(hash) : null;

    public FrozenModel? Shadow(string name) =>
        _live.GetValueOrDefault(name) is { Shadow: { } hash } ? Find(hash) : null;

    public void Announce(string name, string? hash, string? shadow, long version) =>
        _live.AddOrUpdate(name, new Announcement(hash, shadow, version),
            (_, known) => version > known.Version ? new Announcement(hash, shadow, version) : known);
}
