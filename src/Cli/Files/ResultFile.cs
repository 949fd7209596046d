using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorldModel.Cli.Files;

/// <summary>Writes a result as indented JSON; the file appears whole or not at all.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task Write(string path, JsonObject result, CancellationToken stop)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var partial = path + ".partial";
        await File.WriteAllTextAsync(partial, result.ToJsonString(Indented) + "\n", stop);
        File.Move(partial, path, overwrite: true);
    }
}
