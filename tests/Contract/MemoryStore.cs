using System.Diagnostics;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Testing.Contract;

/// <summary>
/// A store in this process's memory that several silos share, fenced as the real ones are: opening takes a higher epoch
/// and waits for who had the grain before, and a write of an older epoch is refused.
/// </summary>
/// <param name="shards">Its shards.</param>
/// <param name="leaseFor">How long, by the wall, who opens a grain waits for who had it, unless it is renewed.</param>
internal sealed class MemoryStore(int shards, TimeSpan leaseFor) : IStoreProvider
{
    private readonly TimeSpan _heldFor = leaseFor;
    private readonly Lock _lock = new();
    private readonly Dictionary<GrainAddress, Kept> _grains = [];

    public string Name => "memory";

    /// <summary>What processes that open it from now on take their lease for.</summary>
    public TimeSpan LeaseFor { get; set; } = leaseFor;

    /// <summary>Writes refused because another had opened the grain.</summary>
    public int Fenced { get; private set; }

    /// <summary>While set, nothing can be written or renewed: the store is out of reach.</summary>
    public bool IsDown { get; set; }

    /// <summary>What every renewal waits for before the store hears of it.</summary>
    public Func<CancellationToken, Task> OnTheWay { get; set; } = _ => Task.CompletedTask;

    /// <summary>The epoch under which a grain was opened last; 0: it never was.</summary>
    public long EpochOf(GrainAddress grain)
    {
        lock (_lock)
            return _grains.TryGetValue(grain, out var kept) ? kept.Epoch : 0;
    }

    /// <summary>The grains that the last renewal named.</summary>
    public IReadOnlyCollection<GrainAddress> Renewed { get; private set; } = [];

    public Task<IStoreBackend> Open(StoreSettings settings, CancellationToken cancellation = default) =>
        Task.FromResult<IStoreBackend>(new Backend(this));

    public IKeptJournal OpenKept() => throw new StoreException("memory: got a question for the kept journal");

    private sealed class Kept
    {
        public long Epoch;
        public long HeldUntil;
        public long LastSequence;
        public (long Sequence, byte[] Bytes)? Snapshot;
        public List<(long Sequence, byte[] Bytes)> Frames = [];
        public bool HasWork;

        public bool HasLeft => LastSequence > 0 || Snapshot is not null;
    }

    private sealed class Backend(MemoryStore store) : IStoreBackend
    {
        public string Kind => "memory";

        public int FormatVersion => 1;

        public int Shards => store.Shards;

        public long Bytes => 0;

        public string? WeakDurability => "memory";

        public TimeSpan? LeaseFor => store.LeaseFor;

        public Task<StoreListing> List(CancellationToken cancellation = default)
        {
            lock (store._lock)
            {
                return Task.FromResult(new StoreListing(
                    [.. store._grains.Where(entry => entry.Value.HasLeft).Select(entry => entry.Key)],
                    [.. store._grains.Where(entry => entry.Value.HasWork).Select(entry => entry.Key)]));
            }
        }

        public async Task<GrainContent> Open(GrainAddress grain, CancellationToken cancellation = default)
        {
            long epoch;
            long heldUntil;
            lock (store._lock)
            {
                store.Require();
                var kept = store.Of(grain);
                (epoch, heldUntil) = (++kept.Epoch, kept.HeldUntil);
                kept.HeldUntil = store.Ahead();
            }
            while (Stopwatch.GetTimestamp() < heldUntil)
                await Task.Delay(20, cancellation);
            lock (store._lock)
            {
                var kept = store.Of(grain);
                if (kept.Epoch == epoch)
                    kept.HeldUntil = store.Ahead();
                return new GrainContent(epoch, Position(kept), Content(grain, kept));
            }
        }

        public Task<Recovery> Read(GrainAddress grain, CancellationToken cancellation = default)
        {
            lock (store._lock)
                return Task.FromResult(Content(grain, store.Of(grain)));
        }

        public Task Release(GrainAddress grain, long epoch, CancellationToken cancellation = default)
        {
            lock (store._lock)
            {
                if (store.Of(grain) is var kept && kept.Epoch == epoch)
                    kept.HeldUntil = 0;
            }
            return Task.CompletedTask;
        }

        public IReadOnlyDictionary<GrainAddress, StoreException> Write(CommitBatch batch)
        {
            var refused = new Dictionary<GrainAddress, StoreException>();
            lock (store._lock)
            {
                store.Require();
                foreach (var write in batch.Writes)
                {
                    var kept = store.Of(write.Grain);
                    if (kept.Epoch != write.Epoch)
                    {
                        store.Fenced++;
                        refused[write.Grain] = new StoreException(
                            $"{write.Grain}: got a write of epoch {write.Epoch}, expected {kept.Epoch}");
                    }
                    else
                    {
                        Keep(kept, write);
                    }
                }
            }
            return refused;
        }

        public void Probe() => store.Require();

        public async Task<IReadOnlyCollection<GrainAddress>> Renew(
            IReadOnlyDictionary<GrainAddress, long> held, CancellationToken cancellation = default)
        {
            await store.OnTheWay(cancellation);
            lock (store._lock)
            {
                store.Require();
                store.Renewed = [.. held.Keys];
                var taken = held.Where(grain => store.Of(grain.Key).Epoch != grain.Value).Select(grain => grain.Key)
                    .ToList();
                foreach (var grain in held.Keys.Except(taken))
                    store.Of(grain).HeldUntil = store.Ahead();
                return taken;
            }
        }

        public IKeptJournal OpenKept() => store.OpenKept();

        public void Dispose()
        {
        }

        private static void Keep(Kept kept, StoreWrite write)
        {
            if (write is SnapshotWrite)
            {
                kept.Snapshot = (write.Sequence, write.Bytes.ToArray());
                kept.Frames.RemoveAll(frame => frame.Sequence <= write.Sequence);
                return;
            }
            Assert.Equal(kept.LastSequence + 1, write.Sequence);
            kept.LastSequence = write.Sequence;
            kept.Frames.Add((write.Sequence, write.Bytes.ToArray()));
            kept.HasWork = ((Frame)write).Work switch
            {
                WorkChange.Pending => true,
                WorkChange.Done => false,
                _ => kept.HasWork,
            };
        }

        private static JournalPosition Position(Kept kept) => new()
        {
            LastSequence = kept.LastSequence,
            SnapshotSequence = kept.Snapshot?.Sequence ?? 0,
            SnapshotBytes = kept.Snapshot?.Bytes.Length ?? 0,
            BytesSinceSnapshot = kept.Frames.Sum(frame => (long)frame.Bytes.Length),
        };

        private static Recovery Content(GrainAddress grain, Kept kept) =>
            new(grain, kept.Snapshot?.Bytes, [.. kept.Frames]);
    }

    private int Shards => shards;

    private long Ahead() => Stopwatch.GetTimestamp() + (long)(_heldFor.TotalSeconds * Stopwatch.Frequency);

    private void Require()
    {
        if (IsDown)
            throw new StoreException("memory: out of reach");
    }

    private Kept Of(GrainAddress grain)
    {
        if (!_grains.TryGetValue(grain, out var kept))
            _grains.Add(grain, kept = new Kept());
        return kept;
    }
}
