using System.Buffers;
using System.Text;
using System.Text.Json;

namespace WorldModel.Silo.Api;

/// <summary>Looks at a line or a body as a whole before anything of it is taken.</summary>
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

    /// <summary>The serialiser takes null for an element of any list; no request means one.</summary>
    /// <exception cref="ApiException">A list has one: names its place.</exception>
    public static void NoNullInLists(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOf("null"u8) < 0)
            return;
        using var document = JsonDocument.Parse(body);
        if (NullInList(document.RootElement, "") is { } place)
            throw ApiException.Invalid(place, "null", "a value");
    }

    private static string? NullInList(JsonElement at, string place) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject()
            .Select(field => NullInList(field.Value, place.Length == 0 ? field.Name : $"{place}.{field.Name}"))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => at.EnumerateArray()
            .Select((item, i) => item.ValueKind == JsonValueKind.Null
                ? $"{place}[{i}]"
                : NullInList(item, $"{place}[{i}]"))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    public static string Start(in ReadOnlySequence<byte> line) =>
        Encoding.UTF8.GetString(line.Slice(0, Math.Min(line.Length, StartBytes)).ToArray());
}
