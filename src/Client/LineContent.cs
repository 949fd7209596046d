using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WorldModel.Client;

/// <summary>A body of JSON lines written while it is sent: a stream of any length needs memory for one item.</summary>
internal sealed class LineContent<T> : HttpContent
{
    private const int FlushBytes = 64 * 1024;

    private readonly IAsyncEnumerable<T> _items;
    private readonly JsonTypeInfo<T> _type;

    public LineContent(IAsyncEnumerable<T> items, JsonTypeInfo<T> type)
    {
        _items = items;
        _type = type;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream(FlushBytes * 2);
        await using var items = _items.GetAsyncEnumerator(cancellationToken);
        for (var next = items.MoveNextAsync(); ; next = items.MoveNextAsync())
        {
            // What is written goes out before a wait: the next item may be long in coming.
            if (!next.IsCompleted && buffer.Length > 0)
            {
                await Send();
                await stream.FlushAsync(cancellationToken);
            }
            if (!await next)
                break;
            JsonSerializer.Serialize(buffer, items.Current, _type);
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= FlushBytes)
                await Send();
        }
        await Send();

        async ValueTask Send()
        {
            await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
            buffer.SetLength(0);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
