using System.Text.Json;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Reproduction;

/// <summary>
/// Something trained that a study keeps in its folder, as JSON, so that it need not be trained again. It appears whole
/// or not at all.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class KeptFile<T>(string path)
    where T : class
{
    /// <summary>What was kept; null where nothing was, or what is there is damaged: that costs a training, no
    /// more.</summary>
    public T? Read()
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(T content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = path + WritablePath.Partial;
        File.WriteAllText(partial, JsonSerializer.Serialize(content));
        File.Move(partial, path, overwrite: true);
    }
}
