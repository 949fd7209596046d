using System.Text.Json;
using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;

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
        var text = result.ToJsonString(Indented) + "\n";
        if (WritablePath.IsStream(path))
        {
            await using var stream = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write));
            await stream.WriteAsync(text.AsMemory(), stop);
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var partial = path + WritablePath.Partial;
        await File.WriteAllTextAsync(partial, text, stop);
        File.Move(partial, path, overwrite: true);
    }
}
