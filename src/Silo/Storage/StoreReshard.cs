using System.Buffers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Resharding;
using WorldModel.Schema;
using WorldModel.Silo.Explaining;

namespace WorldModel.Silo.Storage;

/// <summary>
/// Copies a store into an empty one with another number of shards. Consumers with all that is theirs, money and sums
/// are cut anew (<see cref="ShardGroups"/>); models and campaigns are copied byte for byte; the ledger is carried on as
/// lines. What decisions were made from stays in the store from before.
/// </summary>
public sealed class StoreReshard
{
    private readonly ConsumerSchema _schema;
    private readonly IKeptJournal _kept;
    private readonly IStoreBackend _to;
    private readonly BatchedWrites _writes;
    private readonly int _today;
    private readonly long _sequence;
    private StoreResharded _done;

    private StoreReshard(ConsumerSchema schema, IKeptJournal kept, IStoreBackend to, TimeProvider time)
    {
        (_schema, _kept, _to, _writes) = (schema, kept, to, new BatchedWrites(to));
        _today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).DayNumber;
        // Frames go on behind those of every old shard: a place in the ledger names one line, ever.
        _sequence = Math.Max(1, kept.Grains.Where(grain => grain.Kind == GrainKind.Shard)
            .Select(grain => kept.Of(grain).Last).DefaultIfEmpty().Max());
        _done = new StoreResharded(kept.Shards, to.Shards, 0, 0, 0, 0);
    }

    /// <param name="from">What is copied; no silo may be writing to it, and no campaign be at work.</param>
    /// <param name="to">Where to; made where it is not there.</param>
    /// <param name="shards">How many shards it is to have, a power of two.</param>
    /// <param name="schema">The store's schema.</param>
    /// <param name="progress">Told how many groups of shards are done, and of how many.</param>
    /// <param name="time">The wall's: the new journal begins on its day.</param>
    /// <param name="cancellation">Ends it early; what was copied then is to be thrown away.</param>
    /// <exception cref="WorldModelException">
    /// Another schema, a target that is not empty, work under way, money that does not add up, or damage.
    /// </exception>
    public static async Task<StoreResharded> Run(
        IStoreProvider from, IStoreProvider to, int shards, ConsumerSchema schema, Action<int, int> progress,
        TimeProvider time, CancellationToken cancellation = default)
    {
        using var kept = from.OpenKept();
        new StoreSettings(schema.Hash).Check(kept.Shards, kept.SchemaHash);
        if (kept.Work.FirstOrDefault() is { } work)
            throw new StoreException(
                $"from: got {work}, whose work has not ended, expected none: let it end, or close it");
        var settings = new StoreSettings(schema.Hash) { Shards = shards, EpochsAbove = kept.Epoch, Time = time };
        using var backend = await to.Open(settings, cancellation);
        if ((await backend.List(cancellation)).Grains.Count is > 0 and var there)
            throw new StoreException($"to: got {to.Name} with {there} grains, expected an empty store");
        var reshard = new StoreReshard(schema, kept, backend, time);
        await reshard.Run(progress, cancellation);
        return reshard._done;
    }

    private async Task Run(Action<int, int> progress, CancellationToken cancellation)
    {
        var pools = _kept.Grains.Where(grain => grain.Kind == GrainKind.Allocator).Select(
            grain => Read(grain, new ReshardedPool(grain.Key))).ToList();
        var groups = new ShardGroups(_schema, _kept.Shards, _to.Shards, pools);
        for (int group = 0; group < groups.Groups; group++)
        {
            cancellation.ThrowIfCancellationRequested();
            await Cut(groups, group, cancellation);
            progress(group + 1, groups.Groups);
        }
        foreach (var pool in groups.Pools())
        {
            var grain = GrainAddress.Allocator(pool.Name);
            await Write(grain, epoch => _writes.Add(Base(grain, epoch, Math.Max(1, _kept.Of(grain).Last), pool)),
                cancellation);
        }
        foreach (var grain in _kept.Grains.Where(
            grain => grain.Kind is not (GrainKind.Shard or GrainKind.Allocator)).ToList())
            await Write(grain, epoch => StoreCopy.Copy(_kept, grain, epoch, hasWork: false, _writes), cancellation);
        _done = _done with { Writes = _writes.Count, Bytes = _writes.Bytes };
    }

    private async Task Cut(ShardGroups groups, int group, CancellationToken cancellation)
    {
        var sources = groups.SourcesOf(group)
            .Select(number => Read(GrainAddress.Shard(number), new ReshardedShard(_schema, number))).ToList();
        var targets = groups.Cut(group, sources);
        int consumers = sources.Sum(source => source.Consumers);
        if (targets.Sum(target => target.Consumers) is var cut && cut != consumers)
            throw new StoreException($"shards {group}: got {cut} consumers, expected {consumers}");
        var open = new List<ReshardTarget>(targets.Count);
        foreach (var target in targets)
        {
            var grain = GrainAddress.Shard(target.Number);
            open.Add(new ReshardTarget(
                grain, (await _to.Open(grain, cancellation)).Epoch, _sequence, _today, Bytes(target), _writes));
        }
        var lines = 0L;
        foreach (var source in sources.Where(source => !source.HasForgotten))
        {
            foreach (var line in LedgerOf(GrainAddress.Shard(source.Number)))
            {
                cancellation.ThrowIfCancellationRequested();
                open[LedgerRecord.ShardOf(line, _to.Shards, targets[0].Number) - targets[0].Number].Add(line);
                lines++;
            }
        }
        foreach (var target in open)
        {
            target.End();
            _writes.Flush();
            await _to.Release(target.Grain, target.Epoch, cancellation);
        }
        _done = _done with { Consumers = _done.Consumers + consumers, LedgerLines = _done.LedgerLines + lines };
    }

    private IEnumerable<Grains.Replaying.LedgerEntry> LedgerOf(GrainAddress shard)
    {
        var walk = new ShardWalk(_kept, shard, _schema, new ModelLibrary());
        if (walk.History.Bases.Count == 0)
            return [];
        return walk.Frames(walk.Start(walk.History.Bases[0]), static (replay, record) => replay.Apply(record))
            .SelectMany(frame => frame).SelectMany(entries => entries);
    }

    private T Read<T>(GrainAddress grain, T state)
        where T : IRecoverable
    {
        new Recovery(grain, _kept.Snapshot(grain), [.. _kept.Frames(grain, _kept.Of(grain).Snapshot)]).Replay(state);
        return state;
    }

    private async Task Write(GrainAddress grain, Action<long> write, CancellationToken cancellation)
    {
        long epoch = (await _to.Open(grain, cancellation)).Epoch;
        write(epoch);
        _writes.Flush();
        await _to.Release(grain, epoch, cancellation);
    }

    private SnapshotWrite Base(GrainAddress grain, long epoch, long sequence, IRecoverable state) =>
        new(grain, epoch, sequence, Bytes(state)) { Journal = JournalRetention.Everything, BaseDay = _today };

    private static ReadOnlyMemory<byte> Bytes(IRecoverable state)
    {
        var bytes = new ArrayBufferWriter<byte>();
        state.Snapshot(bytes);
        return bytes.WrittenMemory;
    }
}

/// <summary>What cutting a store anew came to.</summary>
/// <param name="FromShards">Shards there were.</param>
/// <param name="Shards">Shards there are.</param>
/// <param name="Consumers">Consumers in them.</param>
/// <param name="LedgerLines">Lines of the ledger carried on.</param>
/// <param name="Writes">Frames, snapshots and bases.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record StoreResharded(
    int FromShards, int Shards, long Consumers, long LedgerLines, long Writes, long Bytes);
