using WorldModel.Grains.Hosting;
using WorldModel.Grains.Replaying;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Explaining;

/// <summary>
/// One shard's decisions made again, from the beginning of what is kept. The state replayed up to each base and to the
/// last snapshot must be theirs byte for byte: so an event that somebody changed is found too.
/// </summary>
internal sealed class ShardVerification(IKeptJournal journal, int shard, ArchiveModels models, VerifyTotals totals)
{
    private readonly GrainAddress _address = GrainAddress.Shard(shard);

    public void Run(CancellationToken stop)
    {
        var walk = new ShardWalk(journal, _address, models.Schema, models);
        for (long? at = walk.History.Bases.Cast<long?>().FirstOrDefault(); at is { } start;)
            at = From(walk, start, stop);
    }

    /// <summary>Replays from a base; where that ends early, the next base to go on from.</summary>
    private long? From(ShardWalk walk, long start, CancellationToken stop)
    {
        long reached = start;
        try
        {
            var replay = walk.Start(start);
            foreach (var checks in walk.Frames(replay, static (r, record) => r.Check(record)))
            {
                stop.ThrowIfCancellationRequested();
                reached = replay.Sequence;
                foreach (var decision in checks.SelectMany(part => part))
                    totals.Add(decision);
                if (walk.History.Bases.Contains(reached))
                    Compare(replay, journal.Base(_address, reached), "base");
                if (reached == walk.History.Snapshot)
                    Compare(replay, journal.Snapshot(_address), "snapshot");
            }
            return null;
        }
        catch (Exception damage) when (damage is not OperationCanceledException)
        {
            // A record that no silo wrote, but somebody who could sum its checksum, may fail in any way.
            totals.AddDamage(damage is StoreException
                ? damage.Message
                : $"{_address}, behind frame {reached}: {damage.Message}");
            return walk.History.Bases.Where(at => at > reached).Cast<long?>().FirstOrDefault();
        }
    }

    private void Compare(ShardReplay replay, byte[]? kept, string what)
    {
        if (kept is null)
            return;
        if (!replay.IsOfThisVersion)
        {
            totals.AddOlderState();
            return;
        }
        var replayed = replay.Snapshot();
        if (replayed.AsSpan().SequenceEqual(kept))
            totals.AddState();
        else
            totals.AddDamage($"{_address}: the state replayed up to frame {replay.Sequence} is not that of the {what} "
                + $"there; they part at byte {replayed.AsSpan().CommonPrefixLength(kept)}");
    }
}
