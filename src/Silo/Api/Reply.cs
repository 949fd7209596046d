using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorldModel.Silo.Api;

/// <summary>Writes answers whole, with their length, so that a small one is one packet.</summary>
internal static class Reply
{
    public static Task Json<T>(
        HttpContext http, T value, JsonTypeInfo<T> type, string contentType = "application/json")
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, 0, bytes.Length, http.RequestAborted);
    }
}
