using System.Buffers;
using System.Diagnostics;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// A grain's object and its journal: made and recovered by its first call, made again where its journal was lost, and
/// written as a snapshot when that is due. Used on the grain's turns only.
/// </summary>
internal sealed class GrainLife<TGrain>(
    GrainAddress address, FrameStore store, Func<IJournal, TGrain> create, ActivationSettings settings)
    where TGrain : class
{
    private readonly SnapshotDue _due = new(address, settings.SnapshotBytes);
    private FrameJournal? _journal;
    private TGrain? _grain;
    private Task<TGrain>? _opening;

    public GrainAddress Address => address;

    /// <summary>
    /// The grain; null where it is to be made (again) from the store: its journal is lost, and its memory may be ahead
    /// of the store or behind it. What still runs in the one before ends where it waits for its lost journal.
    /// </summary>
    public TGrain? Current => _journal is { IsLost: false } ? _grain : null;

    /// <summary>Why the journal was lost; null where it was not.</summary>
    public StoreException? Loss => _journal?.Loss;

    /// <summary>The grain once it is made; whoever calls meanwhile waits for the same one.</summary>
    /// <param name="cancellation">Ends the opening that it begins; nothing is taken over then.</param>
    public Task<TGrain> Opened(CancellationToken cancellation = default) =>
        _opening is { IsCompleted: false } ? _opening : _opening = Create(cancellation);

    /// <summary>After a call: writes a snapshot where the journal has grown enough.</summary>
    public void Called(TGrain grain)
    {
        if (grain == Current && _due.IsNow(_journal!) && store.Failure is null)
            _ = Append(grain, _journal!);
    }

    /// <summary>Writes a snapshot if anything was written since the last one; true where one was.</summary>
    public async ValueTask<bool> Snapshot()
    {
        if (Current is not { } grain || _journal is not { } journal)
            return false;
        if (journal.BytesSinceSnapshot == 0 && !((IRecoverable)grain).HasForgotten)
            return false;
        await Append(grain, journal);
        return true;
    }

    /// <summary>Gives the journal back: whoever opens the grain next need not wait.</summary>
    public Task Release(CancellationToken cancellation) =>
        _journal is { } journal ? store.Release(journal, cancellation) : Task.CompletedTask;

    private async Task<TGrain> Create(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        _grain = null;
        var opened = await store.Open(address, cancellation);
        var grain = create(opened.Journal);
        opened.Recovery.Replay((IRecoverable)grain);
        (_journal, _grain) = (opened.Journal, grain);
        // A process that ended between forgetting and erasing left that to this one.
        if (((IRecoverable)grain).HasForgotten && store.Failure is null)
            _ = Append(grain, opened.Journal);
        settings.Metrics.Recovered(address.Kind, Stopwatch.GetElapsedTime(start));
        return grain;
    }

    private CommitTicket Append(TGrain grain, FrameJournal journal)
    {
        // About as large as the last one: growing there would copy and drop it several times.
        var bytes = new ArrayBufferWriter<byte>((int)Math.Clamp(journal.SnapshotBytes * 5 / 4, 256, 1 << 30));
        var recoverable = (IRecoverable)grain;
        var erase = recoverable.HasForgotten;
        recoverable.Snapshot(bytes);
        settings.Metrics.Snapshotted();
        return journal.Snapshot(bytes.WrittenMemory, erase);
    }
}
