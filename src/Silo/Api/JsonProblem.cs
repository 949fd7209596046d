using System.Text.Json;
using System.Text.RegularExpressions;

namespace WorldModel.Silo.Api;

/// <summary>Turns what the JSON reader complains about into field, value and expected.</summary>
internal static partial class JsonProblem
{
    public static ApiException Explain(JsonException error, ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            return ApiException.Malformed("body", Around(body.Span, malformed),
                $"JSON; it breaks at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine}");
        }
        using (document)
            return Misfit(error, document.RootElement);
    }

    private static ApiException Misfit(JsonException error, JsonElement root)
    {
        var path = (error.Path ?? "$").TrimStart('$').TrimStart('.');
        var message = error.Message;
        var name = Quoted().Match(message) is { Success: true } match ? match.Groups[1].Value : null;
        if (message.Contains("missing required", StringComparison.Ordinal))
            return ApiException.Invalid(Join(path, MissingNames(message)), null, "a value");
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, name), Text(root, path), "a known field");
        if (message.Contains("Duplicate", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, name), null, "each field once");
        if (message.Contains("null", StringComparison.Ordinal))
            return ApiException.Invalid(EndsWith(path, name), "null", "a value");
        var expected = message.StartsWith("expected ", StringComparison.Ordinal)
            ? Sentence().Match(message).Groups[1].Value
            : Expected(message);
        return ApiException.Invalid(path.Length == 0 ? "body" : path, Text(root, path), expected);
    }

    private static string Expected(string message) => message switch
    {
        _ when message.Contains("DateOnly", StringComparison.Ordinal) => "a day as yyyy-MM-dd",
        _ when message.Contains("System.Double", StringComparison.Ordinal) => "a finite number",
        _ when message.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
        _ when message.Contains("System.Boolean", StringComparison.Ordinal) => "true or false",
        _ when message.Contains("[]", StringComparison.Ordinal) => "a list",
        _ when message.Contains("System.String", StringComparison.Ordinal) => "text",
        _ => "an object",
    };

    private static string MissingNames(string message) =>
        string.Join(", ", Quoted().Matches(message[message.IndexOf(':', StringComparison.Ordinal)..])
            .Select(match => match.Groups[1].Value));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string EndsWith(string path, string? name) =>
        name is null || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name);

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
