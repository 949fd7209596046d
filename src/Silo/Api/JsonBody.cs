using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorldModel.Silo.Api;

/// <summary>Reads request bodies, bounded.</summary>
internal static class JsonBody
{
    /// <summary>1,000 consumers with ids of 128 bytes and every treatment written out fit several times over.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Reads a body and turns it into a record.</summary>
    /// <exception cref="ApiException">Too long, not JSON, or not this record: names the field.</exception>
    public static ValueTask<T> Read<T>(HttpContext http, JsonTypeInfo<T> type) =>
        Take(http, MostBytes, body => Parse(http, body, type));

    /// <summary>Either one record or an array of them: which one it is shows in the first character.</summary>
    public static ValueTask<(T? One, T[]? Many)> ReadOneOrMany<T>(
        HttpContext http, JsonTypeInfo<T> one, JsonTypeInfo<T[]> many) =>
        Take<(T? One, T[]? Many)>(http, MostBytes, body => FirstToken(body) == (byte)'['
            ? (default, Parse(http, body, many))
            : (Parse(http, body, one), null));

    /// <summary>Takes a whole body into memory.</summary>
    public static ValueTask<ReadOnlyMemory<byte>> Buffer(HttpContext http, long mostBytes) =>
        Take(http, mostBytes, body => (ReadOnlyMemory<byte>)body.ToArray());

    /// <summary>Reads a whole body and looks at it where it lies, or in one piece where it came in several.</summary>
    private static async ValueTask<T> Take<T>(HttpContext http, long mostBytes, Func<ReadOnlyMemory<byte>, T> look)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > mostBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new ApiException(StatusCodes.Status413PayloadTooLarge, "too-large", "body", null,
                    $"at most {mostBytes} bytes");
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                return look(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static T Parse<T>(HttpContext http, ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        MediaTypes.Require(http, MediaTypes.Json);
        if (body.IsEmpty)
            throw ApiException.Malformed("body", null, "a JSON object");
        try
        {
            var value = JsonSerializer.Deserialize(body.Span, type)
                ?? throw ApiException.Malformed("body", "null", "a JSON object");
            JsonCheck.NoNullInLists(body);
            return value;
        }
        catch (JsonException error)
        {
            throw JsonProblem.Explain(error, body, type);
        }
    }

    private static byte FirstToken(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? (byte)0 : text[0];
    }
}
