using System.Text.Json;
using WorldModel.Schema;

namespace WorldModel.Cli.Reproduction;

/// <summary>
/// The measured cells of a study, a line of JSON each: a study that was stopped goes on where it was, and a longer one
/// keeps what is there. Not for several threads at once.
/// </summary>
/// <typeparam name="T">A cell.</typeparam>
internal sealed class CellFile<T>(string path)
{
    public string Path { get; } = path;

    /// <summary>All cells. A last line that was cut off when the study was stopped goes: it is done again.</summary>
    /// <exception cref="InputException">A line is no cell.</exception>
    public T[] Read()
    {
        if (!File.Exists(Path)) return [];
        var text = File.ReadAllText(Path);
        var whole = text.LastIndexOf('\n') + 1;
        if (whole < text.Length) File.WriteAllText(Path, text[..whole]);
        return [.. text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cell)];
    }

    public void Add(T cell) => File.AppendAllText(Path, JsonSerializer.Serialize(cell) + "\n");

    private T Cell(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line)!;
        }
        catch (JsonException)
        {
            throw new InputException(
                $"{Path} line {index + 1}", line[..Math.Min(line.Length, 40)],
                "a cell as this command writes it; without the line it is computed again");
        }
    }
}
