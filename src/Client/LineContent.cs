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
    private readonly CancellationToken _cancellation;

    public LineContent(IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        _items = items;
        _type = type;
        _cancellation = cancellation;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var buffer = new MemoryStream(FlushBytes * 2);
        await using var items = _items.GetAsyncEnumerator(_cancellation);
        for (var next = items.MoveNextAsync(); ; next = items.MoveNextAsync())
        {
            // What is written goes out before a wait: the next item may be long in coming.
            if (!next.IsCompleted && buffer.Length > 0)
            {
                await Send();
                await stream.FlushAsync(_cancellation);
            }
            if (!await next)
                break;
            JsonSerializer.Serialize(buffer, items.Current, _type);
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= FlushBytes)
                await Send();
        }
        await Send();

        async Task Send()
        {
            await stream.WriteAsync(buffer.GetBuffer(), 0, (int)buffer.Length, _cancellation);
            buffer.SetLength(0);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
