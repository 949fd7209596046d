using System.Text.Json;
using WorldModel.Models.Transformers;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>The trained models of a folder, a file each.</summary>
internal sealed class TumourModels(TumourScale scale, string folder)
{
    /// <summary>Gives <paramref name="model"/> the weights of a kept model of this name and size; null where there is
    /// none.</summary>
    public TumourModel? Find(TumourKey key, CausalTransformer<float> model)
    {
        var file = FileOf(key);
        if (!File.Exists(file)) return null;
        TumourModel? kept;
        try
        {
            kept = JsonSerializer.Deserialize<TumourModel>(File.ReadAllText(file));
        }
        catch (JsonException)
        {
            // A damaged file costs a training, no more.
            return null;
        }

        if (kept?.Is(key, scale, model) != true) return null;
        kept.Restore(model);
        return kept;
    }

    public void Keep(TumourModel model)
    {
        var (file, unfinished) = (FileOf(model.Key), FileOf(model.Key) + ".part");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(unfinished, JsonSerializer.Serialize(model));
        File.Move(unfinished, file, overwrite: true);
    }

    private string FileOf(TumourKey key) => Path.Combine(
        folder, $"models-{scale.Name}",
        FormattableString.Invariant($"gamma-{key.Gamma}-alpha-{key.Alpha}-seed-{key.Seed}.json"));
}
