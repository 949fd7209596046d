using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>
/// One grain as this process has opened it: its head, and where its segment ends. Used by one call at a time.
/// </summary>
internal sealed class BlobJournal(
    BlobContainerClient container, GrainAddress grain, BlobHead head, ETag tag, bool hasWork)
{
    /// <summary>An append blob takes 50,000 blocks; the fence is one.</summary>
    private const int BlocksPerSegment = 40_000;

    private ETag _tag = tag;
    private bool _hasWork = hasWork;
    private AppendBlobClient? _segment;
    private long _end;
    private int _blocks;

    public BlobHead Head { get; private set; } = head;

    /// <summary>Writes in order; false where somebody else has taken the grain.</summary>
    public async Task<bool> Write(IEnumerable<StoreWrite> writes, CancellationToken cancellation)
    {
        foreach (var write in writes)
        {
            if (write.Epoch != Head.Epoch)
                return false;
            if (write.Work != WorkChange.None)
                _hasWork = write.Work == WorkChange.Pending;
            if (write.Work == WorkChange.Pending)
                await container.GetBlobClient(BlobNames.WorkOf(grain))
                    .UploadAsync(BinaryData.FromString(""), overwrite: true, cancellation);
            if (!(write is SnapshotWrite snapshot
                ? await Put(snapshot, cancellation)
                : await Append((Frame)write, cancellation)))
                return false;
            if (write.Work == WorkChange.Done)
                await container.DeleteBlobIfExistsAsync(BlobNames.WorkOf(grain), cancellationToken: cancellation);
        }
        return true;
    }

    /// <summary>Gives the grain back; one that has never written leaves no trace.</summary>
    public async Task Release(CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(BlobNames.Head(grain));
        if (Head is { Snapshot: null } && _segment is null
            && !await BlobReader.HasFrames(container, grain, cancellation))
        {
            try
            {
                await blob.DeleteIfExistsAsync(
                    conditions: new BlobRequestConditions { IfMatch = _tag }, cancellationToken: cancellation);
            }
            catch (RequestFailedException cause) when (cause.Status == 412)
            {
                // Somebody else has it.
            }
            return;
        }
        await Change(Head with { Owner = 0 }, cancellation);
    }

    private async Task<bool> Append(Frame frame, CancellationToken cancellation)
    {
        if ((_segment is null || _blocks >= BlocksPerSegment) && !await Begin(frame, cancellation))
            return false;
        var bytes = BlobBlock.Of(frame);
        try
        {
            await _segment!.AppendBlockAsync(
                new MemoryStream(bytes),
                new AppendBlobAppendBlockOptions { Conditions = new() { IfAppendPositionEqual = _end } }, cancellation);
        }
        catch (RequestFailedException moved) when (moved.Status is 412 or 404)
        {
            if (moved.Status == 404 || !await IsMine(bytes, cancellation))
                return false;
        }
        _end += bytes.Length;
        _blocks++;
        return true;
    }

    /// <summary>A segment counts only once the head names it.</summary>
    private async Task<bool> Begin(Frame first, CancellationToken cancellation)
    {
        var name = BlobNames.Segment(grain, first.Sequence, first.Epoch);
        var segment = container.GetAppendBlobClient(name);
        await segment.CreateIfNotExistsAsync(cancellationToken: cancellation);
        (_segment, _end, _blocks) = (segment, 0, 0);
        return await Change(Head with { Segment = name }, cancellation);
    }

    /// <summary>Whether an append was refused only because it had come through and its answer was lost.</summary>
    private async Task<bool> IsMine(byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            var there = await _segment!.DownloadContentAsync(
                new BlobDownloadOptions { Range = new HttpRange(_end, bytes.Length) }, cancellation);
            return there.Value.Content.ToMemory().Span.SequenceEqual(bytes);
        }
        catch (RequestFailedException cause) when (cause.Status is 404 or 416)
        {
            return false;
        }
    }

    private async Task<bool> Put(SnapshotWrite snapshot, CancellationToken cancellation)
    {
        var bytes = new BinaryData(BlobBlock.Of(snapshot));
        var name = BlobNames.Snapshot(grain, snapshot.Sequence, snapshot.Epoch);
        await container.GetBlobClient(name).UploadAsync(bytes, overwrite: true, cancellation);
        if (snapshot.BaseDay is { } day)
            await container.GetBlobClient(BlobNames.Base(grain, snapshot.Sequence, day))
                .UploadAsync(bytes, overwrite: true, cancellation);
        var (last, before) = (await LastToDrop(snapshot, cancellation), Head.Snapshot);
        var next = Head with
        {
            Segment = null,
            Snapshot = name,
            SnapshotSequence = snapshot.Sequence,
            HasWork = _hasWork,
            SinceBase = snapshot.SinceBase,
            DropFrames = Math.Max(Head.DropFrames, Math.Min(last ?? 0, snapshot.Sequence)),
            DropBases = Math.Max(Head.DropBases, last ?? 0),
        };
        if (!await Change(next, cancellation))
            return false;
        _segment = null;
        if (before is not null && before != name)
            await container.DeleteBlobIfExistsAsync(before, cancellationToken: cancellation);
        if (last is not null)
            await BlobReader.Sweep(container, grain, next, cancellation);
        return true;
    }

    private async Task<long?> LastToDrop(SnapshotWrite snapshot, CancellationToken cancellation)
    {
        if (snapshot.DropsAll is { } all)
            return all;
        if (snapshot.DropsBehindDay is not { } day)
            return null;
        var bases = await BlobReader.Bases(container, grain, cancellation);
        return bases.Where(kept => kept.Day <= day).Select(kept => (long?)kept.Sequence).Max();
    }

    private async Task<bool> Change(BlobHead to, CancellationToken cancellation)
    {
        var put = await BlobBackend.TryPut(
            container.GetBlobClient(BlobNames.Head(grain)), to.Write(), new BlobRequestConditions { IfMatch = _tag },
            cancellation);
        if (put is not { } tag)
            return false;
        (_tag, Head) = (tag, to);
        return true;
    }
}
