using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Bench.Serving;

/// <summary>
/// A decision without deciding: parses the request, writes as many bytes as a claim and a decision take into the
/// journals of two shards, and when they are durable answers as many as a decision has. What is left of a decision's
/// time is the decision's own.
/// </summary>
internal sealed class DurableEcho : IDisposable
{
    public const string Path = "/durable";

    private const int Shards = 256;

    // Sizes in a silo's journal, and of a reply's body, under `load`.
    private const int ClaimBytes = 38;
    private const int DecisionBytes = 561;
    private const int ReplyBytes = 840;

    private readonly FrameStore _store;
    private readonly FrameJournal[] _journals;
    private readonly byte[] _reply = new byte[ReplyBytes];

    public DurableEcho(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        _store = FrameStore.Open(new StoreOptions(folder, "echo") { Shards = Shards });
        _journals = ShardJournals.Open(_store, Shards);
    }

    public async Task Answer(HttpContext http)
    {
        var read = await http.Request.BodyReader.ReadAtLeastAsync((int)http.Request.ContentLength!);
        var item = JsonSerializer.Deserialize(read.Buffer.FirstSpan, WireJson.Default.DecisionItem)!;
        http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        _ = Append(item.RequestId, ClaimBytes);
        await Append(item.Consumer, DecisionBytes).Answered();
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = ReplyBytes;
        await http.Response.StartAsync();
        http.Response.BodyWriter.Write(_reply);
    }

    public void Dispose() => _store.Dispose();

    private CommitTicket Append(string id, int bytes)
    {
        Span<byte> record = stackalloc byte[DecisionBytes];
        return _journals[ConsumerHash.Shard(ConsumerHash.Of(id), Shards)].Append(record[..bytes]);
    }
}
