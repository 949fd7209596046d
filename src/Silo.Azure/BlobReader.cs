using Azure;
using Azure.Storage.Blobs;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>Reads what a grain left, checked.</summary>
internal static class BlobReader
{
    private const string FramesKind = "frames";
    private const string BaseKind = "base";

    public static async Task<(BlobHead Head, ETag Tag)?> Head(
        BlobContainerClient container, GrainAddress grain, CancellationToken cancellation)
    {
        try
        {
            var read = await container.GetBlobClient(BlobNames.Head(grain)).DownloadContentAsync(cancellation);
            return (BlobHead.Read(read.Value.Content), read.Value.Details.ETag);
        }
        catch (RequestFailedException cause) when (cause.Status == 404)
        {
            return null;
        }
        catch (System.Text.Json.JsonException cause)
        {
            throw new StoreException($"{grain}: its head cannot be read: {cause.Message}", cause);
        }
    }

    /// <exception cref="StoreException">Something is damaged or missing: names grain and sequence.</exception>
    public static async Task<BlobContent> Read(
        BlobContainerClient container, GrainAddress grain, CancellationToken cancellation, BlobHead? known = null)
    {
        if ((known ?? (await Head(container, grain, cancellation))?.Head) is not { } head)
            return new BlobContent(JournalPosition.Empty, new Recovery(grain, null, []), false);
        var (position, work) = (JournalPosition.Empty, false);
        byte[]? snapshot = null;
        if (head.Snapshot is { } name)
        {
            var block = BlobBlock.ReadOne(grain, await Download(container, grain, name, cancellation));
            snapshot = block.Bytes.ToArray();
            position = JournalPosition.Snapshotted(head.SnapshotSequence, snapshot.Length, head.SinceBase);
            work = head.HasWork;
        }
        var bases = await Bases(container, grain, cancellation);
        position = position with { BaseBytes = bases.Count > 0 ? bases[^1].Bytes : 0 };
        var frames = new List<(long, byte[])>();
        foreach (var (_, first, segment) in await Segments(container, grain, cancellation))
        {
            if (first <= head.SnapshotSequence)
                continue;
            foreach (var block in await Blocks(container, grain, segment, cancellation))
            {
                position = position.After(grain, block.Sequence, block.Bytes.Length);
                frames.Add((block.Sequence, block.Bytes.ToArray()));
                work = block.Work == WorkChange.None ? work : block.Work == WorkChange.Pending;
            }
        }
        return new BlobContent(position, new Recovery(grain, snapshot, frames), work);
    }

    /// <summary>The frames of a segment, without its fences.</summary>
    public static async Task<List<BlobBlock>> Blocks(
        BlobContainerClient container, GrainAddress grain, string segment, CancellationToken cancellation) =>
        [.. BlobBlock.Read(grain, await Download(container, grain, segment, cancellation))
            .Where(block => block.Kind == BlockKind.Frame)];

    /// <summary>A grain's segments, in order of their frames.</summary>
    public static async Task<List<(long Epoch, long First, string Name)>> Segments(
        BlobContainerClient container, GrainAddress grain, CancellationToken cancellation)
    {
        var segments = new List<(long, long, string)>();
        var prefix = BlobNames.Data(grain) + FramesKind;
        await foreach (var blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
        {
            var (_, first, epoch) = BlobNames.Parts(blob.Name);
            // One that was begun and never counted is empty.
            if (blob.Properties.ContentLength > 0)
                segments.Add((epoch, first, blob.Name));
        }
        return segments;
    }

    public static async Task<bool> HasFrames(
        BlobContainerClient container, GrainAddress grain, CancellationToken cancellation) =>
        (await Segments(container, grain, cancellation)).Count > 0;

    /// <summary>The snapshots kept as bases, rising.</summary>
    public static async Task<List<(long Sequence, int Day, long Bytes, string Name)>> Bases(
        BlobContainerClient container, GrainAddress grain, CancellationToken cancellation)
    {
        var bases = new List<(long, int, long, string)>();
        var prefix = BlobNames.Data(grain) + BaseKind;
        await foreach (var blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
        {
            var (_, sequence, day) = BlobNames.Parts(blob.Name);
            bases.Add((sequence, (int)day, blob.Properties.ContentLength ?? 0, blob.Name));
        }
        return bases;
    }

    /// <summary>Deletes what the head says is to go, if it is still there.</summary>
    public static async Task Sweep(
        BlobContainerClient container, GrainAddress grain, BlobHead head, CancellationToken cancellation)
    {
        if (head.DropBases == 0 && head.DropFrames == 0)
            return;
        var segments = await Segments(container, grain, cancellation);
        for (int i = 0; i < segments.Count; i++)
        {
            // A snapshot ends its segment: one ends where the next begins, or at the last snapshot.
            long last = i + 1 < segments.Count ? segments[i + 1].First - 1 : head.SnapshotSequence;
            if (segments[i].First <= head.SnapshotSequence && last <= head.DropFrames)
                await container.DeleteBlobIfExistsAsync(segments[i].Name, cancellationToken: cancellation);
        }
        foreach (var kept in await Bases(container, grain, cancellation))
        {
            if (kept.Sequence < head.DropBases)
                await container.DeleteBlobIfExistsAsync(kept.Name, cancellationToken: cancellation);
        }
    }

    public static async Task<ReadOnlyMemory<byte>> Download(
        BlobContainerClient container, GrainAddress grain, string name, CancellationToken cancellation)
    {
        try
        {
            return (await container.GetBlobClient(name).DownloadContentAsync(cancellation)).Value.Content.ToMemory();
        }
        catch (RequestFailedException cause) when (cause.Status == 404)
        {
            throw new StoreException($"{grain}: the blob {name} is gone", cause);
        }
    }
}

/// <summary>What the blobs of a grain come to.</summary>
internal sealed record BlobContent(JournalPosition Position, Recovery Recovery, bool HasWork);
