using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Azure;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Storage;

namespace WorldModel.Stores.Tests;

/// <summary>The kit over Azure Blob Storage, emulated.</summary>
public sealed class BlobStoreTests(Azurite azurite) : SharedStoreKit
{
    private protected override int Robberies => 2;

    private protected override Task<IStoreRig> MakeRig()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        return Task.FromResult<IStoreRig>(new BlobRig(azurite.NextStore()));
    }

    [Fact]
    public void The_secret_is_in_no_message()
    {
        foreach (var text in (string[])["AccountKey=c2VjcmV0", "AccountName=a;AccountKey=c2VjcmV0;Container=c;x", ""])
            Assert.DoesNotContain("c2VjcmV0", Assert.Throws<StoreException>(() => new BlobProvider(text)).ToString());
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_counts_once()
    {
        using var store = await Open();
        await store.Append(One, "a");
        ((BlobRig)Rig).Hindrance.LoseNextAnswer = true;
        await store.Append(One, "b");
        await store.Append(One, "c");
        Assert.False(((BlobRig)Rig).Hindrance.LoseNextAnswer);
        Assert.Equal(["a", "b", "c"], await store.Texts(One));
    }
}

/// <summary>A container of the emulator.</summary>
internal sealed class BlobRig : IStoreRig
{
    private readonly BlobProvider _provider;
    private readonly BlobContainerClient _container;

    public BlobRig(string secret)
    {
        _provider = new BlobProvider(secret, options =>
        {
            options.AddPolicy(Hindrance, HttpPipelinePosition.PerCall);
            options.AddPolicy(new LosingPolicy(Hindrance), HttpPipelinePosition.PerRetry);
            options.Retry.Delay = TimeSpan.FromMilliseconds(10);
        });
        _container = new BlobProvider(secret).Container;
    }

    public BlobProvider Provider => _provider;

    public Hindrance Hindrance { get; } = new();

    public Task<FrameStore> Open(StoreSettings settings) => FrameStore.Open(_provider, settings);

    public IKeptJournal OpenKept() => _provider.OpenKept();

    public async Task<List<string>> TextsAfterKill(GrainAddress grain)
    {
        using var next = await Open(new StoreSettings("schema-hash"));
        return await TextStore.Texts(next, grain);
    }

    public Task AlterFrame(GrainAddress grain, long sequence) => Rewrite(grain, block =>
    {
        if (block.Sequence == sequence)
            block.Raw[^1] ^= 1;
        return true;
    });

    public async Task AlterSnapshot(GrainAddress grain)
    {
        await foreach (var blob in _container.GetBlobsAsync(prefix: BlobNames.Data(grain) + "snapshot"))
        {
            var client = _container.GetBlobClient(blob.Name);
            var bytes = (await client.DownloadContentAsync()).Value.Content.ToArray();
            bytes[^1] ^= 1;
            await client.UploadAsync(new BinaryData(bytes), overwrite: true);
        }
    }

    public Task RemoveFrame(GrainAddress grain, long sequence) => Rewrite(grain, block => block.Sequence != sequence);

    public async Task SetFormat(int version)
    {
        var meta = _container.GetBlobClient(BlobNames.Meta);
        var content = JsonNode.Parse((await meta.DownloadContentAsync()).Value.Content)!;
        content["Format"] = version;
        await meta.UploadAsync(BinaryData.FromString(content.ToJsonString()), overwrite: true);
    }

    public Task<string> Hinder(bool hindered)
    {
        Hindrance.Refuses = hindered;
        return Task.FromResult("disk is full");
    }

    public async Task<string> Everything()
    {
        var all = new StringBuilder();
        await foreach (var blob in _container.GetBlobsAsync())
            all.Append(Encoding.Latin1.GetString(
                (await _container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray()));
        return all.ToString();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Append blobs cannot be altered: those of the grain are made again.</summary>
    private async Task Rewrite(GrainAddress grain, Func<(long Sequence, byte[] Raw), bool> keep)
    {
        foreach (var (_, _, name) in await BlobReader.Segments(_container, grain, default))
        {
            var client = _container.GetAppendBlobClient(name);
            var bytes = (await client.DownloadContentAsync()).Value.Content.ToMemory();
            await client.DeleteAsync();
            await client.CreateAsync();
            int at = 0;
            foreach (var block in BlobBlock.Read(grain, bytes).ToList())
            {
                int length = 32 + block.Bytes.Length;
                var raw = bytes.Slice(at, length).ToArray();
                at += length;
                if (keep((block.Sequence, raw)))
                    await client.AppendBlockAsync(new MemoryStream(raw));
            }
        }
    }
}

/// <summary>Refuses every write, as a full disk would.</summary>
internal sealed class Hindrance : HttpPipelinePolicy
{
    public bool Refuses { get; set; }

    public bool LoseNextAnswer { get; set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        return ProcessNextAsync(message, pipeline);
    }

    private void Check(HttpMessage message)
    {
        if (Refuses && message.Request.Method == RequestMethod.Put)
            throw new RequestFailedException(507, "disk is full");
    }
}

/// <summary>Loses the answer to one append: the client sends it again.</summary>
internal sealed class LosingPolicy(Hindrance hindrance) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (!hindrance.LoseNextAnswer || !message.Request.Uri.Query.Contains("appendblock", StringComparison.Ordinal))
            return;
        hindrance.LoseNextAnswer = false;
        throw new IOException("the connection was closed");
    }
}
