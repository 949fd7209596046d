using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>
/// Reads an object of scalars as text by name: strings as they are, numbers as written, <c>true</c> as <c>1</c> and
/// <c>false</c> as <c>0</c>. Anything else, and a name given twice, is refused.
/// </summary>
public sealed class ScalarMapConverter : JsonConverter<Dictionary<string, string>>
{
    public override Dictionary<string, string> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("expected an object of names and values");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!map.TryAdd(name, Scalar(ref reader, name)))
                throw new JsonException($"expected each name once; '{name}' stands twice");
        }
        return map;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }

    private static string Scalar(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "1",
        JsonTokenType.False => "0",
        JsonTokenType.Number when IsFinite(reader.GetDouble()) => Number(ref reader),
        _ => throw new JsonException($"expected text, a finite number or a boolean for '{name}'"),
    };

    private static string Number(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : reader.GetDouble().ToString("R", CultureInfo.InvariantCulture);

    private static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);
}
