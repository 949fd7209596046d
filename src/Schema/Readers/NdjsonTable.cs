using System.Text;
using System.Text.Json;

namespace WorldModel.Schema.Readers;

/// <summary>
/// One JSON object a line. Numbers and flags become the text they are written in; an object inside is laid open, so
/// that <c>{"consumer":"c1","attributes":{"age":"40"}}</c> has the columns consumer and age.
/// </summary>
internal sealed class NdjsonTable(string name, TextReader text) : Table
{
    private const int LongestLine = 1 << 20;

    public override string Name => name;

    public override long Position => PositionOf(text);

    public override IReadOnlyList<string>? Columns => null;

    public override IEnumerable<TableRow> Rows(RowReport report)
    {
        long line = 0;
        bool any = false;
        while (text.ReadLine() is { } json)
        {
            line++;
            if (string.IsNullOrWhiteSpace(json))
                continue;
            any = true;
            if (json.Contains(Undecodable))
                report.Refuse(line, NoUtf8("row", json));
            else if (Parse(json, line, report) is { } fields)
                yield return new TableRow(line, fields);
        }
        if (!any)
            throw Empty("a JSON object a line");
    }

    protected override void Dispose(bool disposing) => text.Dispose();

    private static Dictionary<string, string?>? Parse(string json, long line, RowReport report)
    {
        try
        {
            if (json.Length > LongestLine)
                throw new InputException("row", $"{json.Length} characters", $"at most {LongestLine}");
            return Fields(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            report.Refuse(line, new InputException("row", json, "a JSON object"));
        }
        catch (InvalidOperationException)
        {
            // An escape that is half a surrogate pair: JSON, but no text can hold it.
            report.Refuse(line, new InputException("row", json, "text of whole characters"));
        }
        catch (InputException e)
        {
            report.Refuse(line, e);
        }
        return null;
    }

    private static Dictionary<string, string?> Fields(ReadOnlySpan<byte> json)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InputException("row", Encoding.UTF8.GetString(json), "a JSON object");
        string field = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                field = reader.GetString()!;
            else if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                Add(fields, field, Text(ref reader, field));
        }
        return fields;
    }

    private static string? Text(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new InputException(field, "an array", "text, a number, true, false or null"),
    };

    private static void Add(Dictionary<string, string?> fields, string field, string? value)
    {
        if (!fields.TryAdd(field, value))
            throw new InputException(field, value, "the field once");
    }
}
