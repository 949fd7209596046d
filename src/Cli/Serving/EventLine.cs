using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Serving;

/// <summary>An event as JSON, and where it stands in its file.</summary>
/// <param name="Json">One JSON object in UTF-8.</param>
/// <param name="Number">Line of the file, from 1.</param>
/// <param name="EndByte">How far the file has been read: for progress, ahead of the line by a buffer.</param>
internal readonly record struct EventLine(byte[] Json, long Number, long EndByte)
{
    /// <summary>Lines of a file with one JSON object a line, as they stand.</summary>
    public static async IAsyncEnumerable<EventLine> Raw(
        string path, [EnumeratorCancellation] CancellationToken stop = default)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        for (var line = 1L; await reader.ReadLineAsync(stop) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                yield return new EventLine(Encoding.UTF8.GetBytes(text), line, reader.BaseStream.Position);
        }
    }

    /// <summary>Rows of one's own table, whose columns and names a schema tells.</summary>
    /// <param name="path">CSV or NDJSON.</param>
    /// <param name="schema">Its <c>tables</c> say where the parts stand.</param>
    /// <param name="report">Told of rows that are no events.</param>
    public static async IAsyncEnumerable<EventLine> OfTable(string path, ConsumerSchema schema, RowReport report)
    {
        using var table = Table.Open(path);
        foreach (var text in EventReader.Texts(table, schema, report))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(Item(text), WireJson.Default.EventItem);
            yield return new EventLine(json, text.Line, table.Position);
        }
        await Task.CompletedTask;
    }

    private static EventItem Item(EventText e) => new(
        e.Id, e.Consumer, e.Day, e.Kind, e.Name, e.Level, e.Value, e.Reverses,
        e.Attributes?.Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value!));
}
