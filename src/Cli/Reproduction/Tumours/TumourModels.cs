using WorldModel.Models.Transformers;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>The trained models of a folder, a file each.</summary>
internal sealed class TumourModels(TumourScale scale, string folder)
{
    /// <summary>Gives <paramref name="model"/> the weights of a kept model of this name and size; null where there is
    /// none.</summary>
    public TumourModel? Find(TumourKey key, CausalTransformer<float> model)
    {
        var kept = FileOf(key).Read();
        if (kept?.Is(key, scale, model) != true) return null;
        kept.Restore(model);
        return kept;
    }

    public void Keep(TumourModel model) => FileOf(model.Key).Write(model);

    private KeptFile<TumourModel> FileOf(TumourKey key) => new(Path.Combine(
        folder, $"models-{scale.Name}",
        FormattableString.Invariant($"gamma-{key.Gamma}-alpha-{key.Alpha}-seed-{key.Seed}.json")));
}
