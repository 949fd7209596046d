using System.Buffers;
using System.Text;
using System.Text.Json;

namespace WorldModel.Silo.Api;

/// <summary>Looks at a line as a whole before anything of it is taken.</summary>
internal static class JsonCheck
{
    private const int StartBytes = 80;

    /// <exception cref="JsonException">Not one JSON value.</exception>
    public static void Whole(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
        }
    }

    public static string Start(in ReadOnlySequence<byte> line) =>
        Encoding.UTF8.GetString(line.Slice(0, Math.Min(line.Length, StartBytes)).ToArray());
}
