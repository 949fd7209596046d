using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorldModel.Silo.Api;

/// <summary>Writes answers whole, with their length, so that a small one is one packet.</summary>
internal static class Reply
{
    /// <summary>A buffer that a large answer made larger is not kept; such an answer goes out at once.</summary>
    private const int MostKept = 64 * 1024;

    /// <summary>Texts as people read them: an answer is no part of a page, in which a quote would act.</summary>
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static Task Json<T>(
        HttpContext http, T value, JsonTypeInfo<T> type, string contentType = "application/json")
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var writer = _writer ??= new Utf8JsonWriter(buffer, Plain);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        try
        {
            JsonSerializer.Serialize(writer, value, type);
            http.Response.ContentType = contentType;
            http.Response.ContentLength = buffer.WrittenCount;
            return Write(http.Response, buffer.WrittenMemory);
        }
        finally
        {
            if (buffer.Capacity > MostKept) (_buffer, _writer) = (null, null);
        }
    }

    /// <summary>Writes a list as lines, one item each.</summary>
    public static async Task Lines<T>(HttpContext http, IEnumerable<T> items, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = MediaTypes.Lines;
        var body = http.Response.BodyWriter;
        await using var writer = new Utf8JsonWriter(body, Plain);
        foreach (var item in items)
        {
            JsonSerializer.Serialize(writer, item, type);
            body.Write("\n"u8);
            writer.Reset();
            if (body.UnflushedBytes > MostKept)
                await body.FlushAsync(http.RequestAborted);
        }
    }

    /// <summary>
    /// Copies an answer before it returns: the buffer is free for the next one of this thread. A small one goes out
    /// when the request ends, once.
    /// </summary>
    private static Task Write(HttpResponse response, ReadOnlyMemory<byte> answer)
    {
        if (answer.Length > MostKept) return response.BodyWriter.WriteAsync(answer).AsTask();
        var started = response.StartAsync();
        if (!started.IsCompletedSuccessfully) return Later(started, response, answer.ToArray());
        response.BodyWriter.Write(answer.Span);
        return Task.CompletedTask;
    }

    private static async Task Later(Task started, HttpResponse response, byte[] answer)
    {
        await started;
        response.BodyWriter.Write(answer);
    }
}
