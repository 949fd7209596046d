using System.Globalization;
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
        TypeInfoResolver = WireJson.Default.WithAddedModifier(Bound),
    };

    /// <summary>What a whole number must be besides that: said at once of one that is too large for its type.</summary>
    private static void Bound(JsonTypeInfo type)
    {
        if (type.Type != typeof(DecisionItem))
            return;
        type.Properties.First(property => property.Name == "deadlineMs").CustomConverter =
            new BoundedConverter(DecisionEndpoints.LongestDeadlineMs, "whole milliseconds");
    }

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

/// <summary>Refuses what is no whole number from 0 on within a bound.</summary>
internal sealed class BoundedConverter(int most, string unit) : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value) && value >= 0 && value <= most
            ? value
            : throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"expected 0 to {most} {unit}"));

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }
}
