using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace WorldModel.Silo.Api;

/// <summary>Turns what the JSON reader complains about into field, value and expected.</summary>
internal static partial class JsonProblem
{
    /// <param name="error">What the reader said.</param>
    /// <param name="body">What it read.</param>
    /// <param name="type">What it was to become.</param>
    public static ApiException Explain(JsonException error, ReadOnlyMemory<byte> body, JsonTypeInfo type)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            return Malformed(malformed, body.Span);
        }
        using (document)
        {
            try
            {
                return Misfit(error, document.RootElement, type);
            }
            catch (InvalidOperationException)
            {
                // So the reader answers bytes that are no UTF-8, and half of a surrogate pair.
                var path = PathOf(error);
                return ApiException.Invalid(path.Length == 0 ? "body" : path, null, "text of whole Unicode characters");
            }
        }
    }

    /// <summary>Not JSON: names the place.</summary>
    public static ApiException Malformed(JsonException error, ReadOnlySpan<byte> body) =>
        ApiException.Malformed("body", Around(body, error),
            $"JSON; it breaks at line {error.LineNumber + 1}, byte {error.BytePositionInLine}");

    private static ApiException Misfit(JsonException error, JsonElement root, JsonTypeInfo type)
    {
        var path = PathOf(error);
        var message = error.Message;
        var name = Quoted().Match(message) is { Success: true } match ? match.Groups[1].Value : null;
        if (message.Contains("missing required", StringComparison.Ordinal))
            return ApiException.Invalid(Join(path, MissingNames(message)), null, "a value");
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, name), Text(root, path), "a known field");
        if (message.Contains("Duplicate", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, name), null, "each field once");
        if (message.Contains("null", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, Written(name)), "null", "a value");
        var expected = message.StartsWith("expected ", StringComparison.Ordinal)
            ? Sentence().Match(message).Groups[1].Value
            : Expected(TypeAt(type, path));
        return ApiException.Invalid(path.Length == 0 ? "body" : path, Text(root, path), expected);
    }

    private static string PathOf(JsonException error) => (error.Path ?? "$").TrimStart('$').TrimStart('.');

    private static string Expected(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.String => "text",
        TypeCode.Double => "a finite number",
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Boolean => "true or false",
        _ when (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly) => "a day as yyyy-MM-dd",
        _ when type.IsArray => "a list",
        _ => "an object",
    };

    /// <summary>The type that the records have at a path such as <c>treatments[0].cost</c>.</summary>
    private static Type TypeAt(JsonTypeInfo type, string path)
    {
        foreach (Match step in Step().Matches(path))
        {
            var next = step.Groups[2].Success
                ? type.ElementType
                : type.Properties.FirstOrDefault(property => property.Name == step.Groups[1].Value)?.PropertyType;
            if (next is null)
                break;
            type = type.Options.GetTypeInfo(next);
        }
        return type.Type;
    }

    private static string MissingNames(string message) =>
        string.Join(", ", Quoted().Matches(message[message.IndexOf(':', StringComparison.Ordinal)..])
            .Select(match => match.Groups[1].Value));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string EndsWith(string path, string? name) =>
        name is null || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name);

    /// <summary>A field's name as it stands in JSON: of a null the reader names the member that it was for.</summary>
    private static string? Written(string? member) =>
        member is null ? null : JsonNamingPolicy.CamelCase.ConvertName(member);

    /// <summary>The raw text at a path such as <c>treatments[0].cost</c>; null where there is none.</summary>
    private static string? Text(JsonElement at, string path)
    {
        foreach (Match step in Step().Matches(path))
        {
            if (step.Groups[2].Success)
            {
                int index = int.Parse(step.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
                if (at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength())
                    return null;
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step.Groups[1].Value, out at))
            {
                return null;
            }
        }
        return at.ValueKind == JsonValueKind.String ? at.GetString() : at.GetRawText();
    }

    private static string Around(ReadOnlySpan<byte> body, JsonException error)
    {
        const int Before = 20;
        const int After = 20;
        long line = error.LineNumber ?? 0;
        int start = 0;
        for (; line > 0; line--)
            start += body[start..].IndexOf((byte)'\n') + 1;
        int at = (int)Math.Min(start + (error.BytePositionInLine ?? 0), body.Length);
        int from = Math.Max(start, at - Before);
        return System.Text.Encoding.UTF8.GetString(body[from..Math.Min(body.Length, at + After)]);
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^expected (.*?)(?: Path: .*)?$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"([^.\[\]]+)|\[(\d+)\]")]
    private static partial Regex Step();
}
