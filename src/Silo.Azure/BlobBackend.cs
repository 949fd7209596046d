using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>
/// A store in Azure Blob Storage that several processes share. A grain's head says whose it is and is changed by its
/// ETag; its frames are blocks of append blobs, each appended where the writer believes the end to be, so that one
/// fence at the end refuses the writer before. Only the service's clock is read.
/// </summary>
internal sealed class BlobBackend : IStoreBackend
{
    private const int Attempts = 20;
    private const int GrainsAtOnce = 32;

    /// <summary>Times of blobs are whole seconds, and two of them are compared.</summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    private readonly BlobContainerClient _container;
    private readonly string _name;
    private readonly BlobMeta _meta;
    private readonly StoreSettings _settings;
    private readonly ConcurrentDictionary<GrainAddress, BlobJournal> _open = new();

    public BlobBackend(BlobContainerClient container, string name, BlobMeta meta, StoreSettings settings) =>
        (_container, _name, _meta, _settings) = (container, name, meta, settings);

    public string Kind => "blob";

    public int FormatVersion => _meta.Format;

    public int Shards => _meta.Shards;

    /// <summary>Not known without listing everything.</summary>
    public long Bytes => 0;

    public string? WeakDurability => null;

    public TimeSpan? LeaseFor => _settings.LeaseFor;

    private long Owner => _meta.Start;

    public Task<StoreListing> List(CancellationToken cancellation = default) => Asking(async () =>
    {
        var (grains, work) = (new List<GrainAddress>(), new List<GrainAddress>());
        await foreach (var blob in _container.GetBlobsAsync(prefix: BlobNames.Heads, cancellationToken: cancellation))
            grains.Add(BlobNames.Grain(blob.Name[BlobNames.Heads.Length..]));
        await foreach (var blob in _container.GetBlobsAsync(prefix: BlobNames.Work, cancellationToken: cancellation))
        {
            var grain = BlobNames.Grain(blob.Name[BlobNames.Work.Length..]);
            // The mark comes before its frame and goes after the one that ends it: only the frames are sure.
            if ((await BlobReader.Read(_container, grain, cancellation)).HasWork)
                work.Add(grain);
        }
        return new StoreListing(grains, work);
    });

    public Task<GrainContent> Open(GrainAddress grain, CancellationToken cancellation = default) => Asking(async () =>
    {
        var (head, tag, former) = await Take(grain, cancellation);
        if (head.Segment is { } segment)
            await Fence(segment, head.Epoch, cancellation);
        if (former != 0 && former != Owner)
            await OutlastLease(grain, former, head.Epoch, cancellation);
        var content = await BlobReader.Read(_container, grain, cancellation, head);
        _open[grain] = new BlobJournal(_container, grain, head with { Segment = null }, tag, content.HasWork);
        await BlobReader.Sweep(_container, grain, head, cancellation);
        return new GrainContent(head.Epoch, content.Position, content.Recovery) { HasWork = content.HasWork };
    });

    public Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default) =>
        Asking(async () => (await BlobReader.Read(_container, grain, cancellation)).Recovery);

    public Task Release(GrainAddress grain, long epoch, CancellationToken cancellation = default) => Asking(async () =>
    {
        if (_open.TryRemove(grain, out var journal) && journal.Head.Epoch == epoch)
            await journal.Release(cancellation);
        return true;
    });

    public IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch)
    {
        var refused = new ConcurrentDictionary<GrainAddress, StoreException>();
        var failed = 0;
        var grains = batch.Writes.GroupBy(write => write.Grain).ToList();
        Parallel.ForEachAsync(
            grains, new ParallelOptions { MaxDegreeOfParallelism = GrainsAtOnce }, async (writes, cancellation) =>
            {
                try
                {
                    if (!_open.TryGetValue(writes.Key, out var journal)
                        || !await journal.Write(writes, cancellation))
                        refused[writes.Key] = new StoreException($"{writes.Key}: somebody else has taken it");
                }
                catch (Exception cause) when (cause is RequestFailedException or AggregateException or IOException)
                {
                    // What of it is there is found when the grain is opened again.
                    _open.TryRemove(writes.Key, out _);
                    refused[writes.Key] = Refused(_name, cause);
                    Interlocked.Increment(ref failed);
                }
            }).GetAwaiter().GetResult();
        if (failed == grains.Count)
            throw refused.Values.First();
        return refused;
    }

    public void Probe() => Wait(async () =>
    {
        await Extend(default);
        return true;
    });

    public Task<IReadOnlyCollection<GrainAddress>> Renew(
        IReadOnlyDictionary<GrainAddress, long> held, CancellationToken cancellation = default) => Asking(async () =>
    {
        await Extend(cancellation);
        // After the lease is extended, for who takes a grain looks at the lease after leaving the note.
        var taken = new List<GrainAddress>();
        var prefix = BlobNames.Taken(Owner);
        await foreach (var note in _container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
        {
            var grain = BlobNames.Grain(note.Name[prefix.Length..]);
            long epoch = BlobNames.Parse(note.Name[(note.Name.LastIndexOf('/') + 1)..]);
            if (held.TryGetValue(grain, out long mine) && mine < epoch)
                taken.Add(grain);
            await _container.DeleteBlobIfExistsAsync(note.Name, cancellationToken: cancellation);
        }
        return (IReadOnlyCollection<GrainAddress>)taken;
    });

    public IKeptJournal OpenKept() => Wait<IKeptJournal>(async () => await BlobKept.Open(_container, _meta));

    public void Dispose()
    {
        try
        {
            _container.DeleteBlobIfExists(BlobNames.Owner(Owner));
        }
        catch (Exception cause) when (cause is RequestFailedException or AggregateException)
        {
            // Whoever comes next waits for the lease to run out, as if this process had been killed.
        }
    }

    /// <summary>Puts a small blob if the condition holds; its new tag, or null where it does not hold.</summary>
    public static async Task<ETag?> TryPut(
        BlobClient blob, BinaryData content, BlobRequestConditions condition, CancellationToken cancellation)
    {
        try
        {
            var put = await blob.UploadAsync(
                content, new BlobUploadOptions { Conditions = condition }, cancellation);
            return put.Value.ETag;
        }
        catch (RequestFailedException cause) when (cause.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <summary>A failure in words. The service's message names addresses and codes, no keys.</summary>
    public static StoreException Refused(string name, Exception cause)
    {
        var first = cause is AggregateException many ? many.InnerExceptions[0] : cause;
        return new StoreException($"{name}: {first.Message.Split('\n')[0]}", cause);
    }

    private async Task<(BlobHead Head, ETag Tag, long Former)> Take(GrainAddress grain, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await BlobReader.Head(_container, grain, cancellation);
            var before = found?.Head ?? new BlobHead();
            var head = before with { Epoch = Math.Max(before.Epoch + 1, _meta.Start), Owner = Owner };
            var condition = found is { } read
                ? new BlobRequestConditions { IfMatch = read.Tag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All };
            if (await TryPut(_container.GetBlobClient(BlobNames.Head(grain)), head.Write(), condition, cancellation)
                is { } tag)
                return (head, tag, before.Owner);
        }
        throw new StoreException($"{grain}: others keep taking it");
    }

    /// <summary>Appends a fence where the segment ends, so that it ends nowhere else for the writer before.</summary>
    private async Task Fence(string segment, long epoch, CancellationToken cancellation)
    {
        var blob = _container.GetAppendBlobClient(segment);
        while (true)
        {
            try
            {
                var found = await blob.GetPropertiesAsync(cancellationToken: cancellation);
                await blob.AppendBlockAsync(
                    new MemoryStream(BlobBlock.Fence(epoch)),
                    new AppendBlobAppendBlockOptions
                    {
                        Conditions = new() { IfAppendPositionEqual = found.Value.ContentLength },
                    },
                    cancellation);
                return;
            }
            catch (RequestFailedException moved) when (moved.Status == 412)
            {
                // The writer before was faster once more.
            }
            catch (RequestFailedException gone) when (gone.Status == 404)
            {
                return;
            }
        }
    }

    /// <summary>Tells the owner before, and waits until it answers no reads any more.</summary>
    private async Task OutlastLease(GrainAddress grain, long former, long epoch, CancellationToken cancellation)
    {
        var owner = _container.GetBlobClient(BlobNames.Owner(former));
        if (!await owner.ExistsAsync(cancellation))
            return;
        await _container.GetBlobClient(BlobNames.Taken(former, grain, epoch))
            .UploadAsync(BinaryData.FromString(""), overwrite: true, cancellation);
        try
        {
            var found = await owner.GetPropertiesAsync(cancellationToken: cancellation);
            var now = found.GetRawResponse().Headers.Date ?? found.Value.LastModified;
            var leaseFor = TimeSpan.FromSeconds(double.Parse(
                found.Value.Metadata["lease"], System.Globalization.CultureInfo.InvariantCulture));
            var left = found.Value.LastModified + leaseFor + ClockGrain - now;
            if (left > TimeSpan.Zero)
                await Task.Delay(left, cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // It ended meanwhile.
        }
    }

    private async Task Extend(CancellationToken cancellation) =>
        await _container.GetBlobClient(BlobNames.Owner(Owner)).UploadAsync(
            BinaryData.FromString(""),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>
                {
                    ["lease"] = _settings.LeaseFor.TotalSeconds.ToString(
                        System.Globalization.CultureInfo.InvariantCulture),
                },
            },
            cancellation);

    /// <summary>Waits on this thread, and lets no context of its wait for itself.</summary>
    private T Wait<T>(Func<Task<T>> ask) => Task.Run(() => Asking(ask)).GetAwaiter().GetResult();

    private async Task<T> Asking<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception cause) when (cause is RequestFailedException or AggregateException)
        {
            throw Refused(_name, cause);
        }
    }
}
