using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorldModel.Silo.Api;

/// <summary>Writes answers whole, with their length, so that a small one is one packet.</summary>
internal static class Reply
{
    /// <summary>A buffer that a large answer made larger is not kept.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static Task Json<T>(
        HttpContext http, T value, JsonTypeInfo<T> type, string contentType = "application/json")
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = type.Options.Encoder,
            SkipValidation = true,
        });
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        try
        {
            JsonSerializer.Serialize(writer, value, type);
            http.Response.ContentType = contentType;
            http.Response.ContentLength = buffer.WrittenCount;
            // Copied before it returns: the buffer is free for the next answer of this thread.
            return http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted).AsTask();
        }
        finally
        {
            if (buffer.Capacity > MostKept) (_buffer, _writer) = (null, null);
        }
    }
}
