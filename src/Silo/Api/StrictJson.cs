using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Api;

/// <summary>
/// How the server reads: the same records as the client, but unknown fields, fields given twice, missing ones and
/// numbers that are not finite are refused, so that a slip of the caller never passes for a default.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Default.Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        Converters = { new FiniteNumberConverter() },
        TypeInfoResolver = WireJson.Default,
    };

    public static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}

/// <summary>Refuses infinity, which JSON spells as a number too large (<c>1e999</c>).</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}
