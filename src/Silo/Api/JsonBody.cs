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

    /// <summary>Reads a body that may be left out.</summary>
    public static ValueTask<T?> ReadOptional<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        Take(http, MostBytes, body => body.IsEmpty ? null : Parse(http, body, type));

    /// <summary>Either one record or a batch of them: which one it is shows in its first field.</summary>
    public static ValueTask<(TOne? One, TMany? Many)> ReadOneOrMany<TOne, TMany>(
        HttpContext http, JsonTypeInfo<TOne> one, JsonTypeInfo<TMany> many, ReadOnlyMemory<byte> manyField)
        where TOne : class
        where TMany : class =>
        Take<(TOne? One, TMany? Many)>(http, MostBytes, body => StartsWith(body.Span, manyField.Span)
            ? (null, Parse(http, body, many))
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
            // Mostly the body came with its head; a token is made for those who wait only.
            if (!reader.TryRead(out var read)) read = await reader.ReadAsync(http.RequestAborted);
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

    private static bool StartsWith(ReadOnlySpan<byte> body, ReadOnlySpan<byte> field)
    {
        var rest = body.TrimStart(" \t\r\n"u8);
        if (rest.IsEmpty || rest[0] != (byte)'{')
            return false;
        rest = rest[1..].TrimStart(" \t\r\n"u8);
        return rest.Length > field.Length + 1 && rest[0] == (byte)'"' && rest[1..].StartsWith(field)
            && rest[field.Length + 1] == (byte)'"';
    }
}
