using Azure;
using Azure.Storage.Blobs;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>The journal that a store in Blob Storage keeps; each grain as it is when it is asked for.</summary>
internal sealed class BlobKept : IKeptJournal
{
    private readonly BlobContainerClient _container;
    private readonly BlobMeta _meta;
    private readonly List<GrainAddress> _grains = [];
    private readonly List<GrainAddress> _work = [];

    private BlobKept(BlobContainerClient container, BlobMeta meta) => (_container, _meta) = (container, meta);

    public int Shards => _meta.Shards;

    public string SchemaHash => _meta.Schema;

    public long Epoch { get; private set; }

    public IEnumerable<GrainAddress> Grains => _grains;

    public IEnumerable<GrainAddress> Work => _work;

    public static async Task<BlobKept> Open(BlobContainerClient container, BlobMeta meta)
    {
        var kept = new BlobKept(container, meta) { Epoch = meta.Start };
        await foreach (var blob in container.GetBlobsAsync(prefix: BlobNames.Heads))
        {
            var grain = BlobNames.Grain(blob.Name[BlobNames.Heads.Length..]);
            if (await BlobReader.Head(container, grain, default) is not { } found)
                continue;
            kept.Epoch = Math.Max(kept.Epoch, found.Head.Epoch);
            if (found.Head.Snapshot is not null || await BlobReader.HasFrames(container, grain, default))
                kept._grains.Add(grain);
        }
        await foreach (var blob in container.GetBlobsAsync(prefix: BlobNames.Work))
        {
            var grain = BlobNames.Grain(blob.Name[BlobNames.Work.Length..]);
            if ((await BlobReader.Read(container, grain, default)).HasWork)
                kept._work.Add(grain);
        }
        return kept;
    }

    public GrainHistory Of(GrainAddress grain) => Asking(async () =>
    {
        if (await BlobReader.Head(_container, grain, default) is not { } found)
            return new GrainHistory(grain, [], 0, 0);
        List<long> bases = [.. Bases(grain).Select(kept => kept.Sequence)];
        var segments = await BlobReader.Segments(_container, grain, default);
        long last = found.Head.SnapshotSequence;
        if (segments.Count > 0)
        {
            // A grain begins as nothing: with its first frame at hand it can be replayed from there.
            if (segments[0].First == 1)
                bases.Insert(0, 0);
            // The last ones may hold a fence only.
            for (int i = segments.Count - 1; i >= 0 && segments[i].First > last; i--)
            {
                var end = await BlobReader.Blocks(_container, grain, segments[i].Name, default);
                last = end.Select(block => block.Sequence).Append(last).Max();
            }
        }
        return new GrainHistory(grain, bases, found.Head.SnapshotSequence, last);
    });

    public IReadOnlyList<KeptBase> Bases(GrainAddress grain) => Asking(async () =>
        (await BlobReader.Bases(_container, grain, default))
            .Select(kept => new KeptBase(kept.Sequence, kept.Day)).ToList());

    public long SinceBase(GrainAddress grain) => Asking(async () =>
        (await BlobReader.Head(_container, grain, default))?.Head.SinceBase ?? 0);

    public byte[]? Snapshot(GrainAddress grain) => Asking(async () =>
        (await BlobReader.Head(_container, grain, default))?.Head.Snapshot is { } name ? await One(grain, name) : null);

    public byte[]? Base(GrainAddress grain, long sequence) => sequence == 0 ? null : Asking(async () =>
        await One(grain, (await BlobReader.Bases(_container, grain, default))
            .Where(kept => kept.Sequence == sequence).Select(kept => kept.Name).LastOrDefault()
            ?? throw new StoreException($"{grain}: base {sequence} is gone")));

    public IEnumerable<(long Sequence, byte[] Bytes)> Frames(GrainAddress grain, long after, long upTo = long.MaxValue)
    {
        var segments = Asking(() => BlobReader.Segments(_container, grain, default));
        for (int i = 0; i < segments.Count; i++)
        {
            if (i + 1 < segments.Count && segments[i + 1].First <= after + 1)
                continue;
            foreach (var block in Asking(() => BlobReader.Blocks(_container, grain, segments[i].Name, default)))
            {
                if (block.Sequence <= after)
                    continue;
                if (block.Sequence > upTo)
                    yield break;
                if (block.Sequence != after + 1)
                    throw new StoreException(
                        $"{grain}: got frame {block.Sequence} after {after}, expected {after + 1}");
                after = block.Sequence;
                yield return (block.Sequence, block.Bytes.ToArray());
            }
        }
    }

    public void Dispose()
    {
    }

    private async Task<byte[]> One(GrainAddress grain, string name) =>
        BlobBlock.ReadOne(grain, await BlobReader.Download(_container, grain, name, default)).Bytes.ToArray();

    /// <summary>The archive asks from threads that wait for nothing else.</summary>
    private static T Asking<T>(Func<Task<T>> ask)
    {
        try
        {
            return Task.Run(ask).GetAwaiter().GetResult();
        }
        catch (Exception cause) when (cause is RequestFailedException or AggregateException)
        {
            throw BlobBackend.Refused("blob", cause);
        }
    }
}
