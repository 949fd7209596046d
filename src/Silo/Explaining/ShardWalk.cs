using WorldModel.Grains.Hosting;
using WorldModel.Grains.Replaying;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Explaining;

/// <summary>One shard's kept journal, replayed frame by frame from one of its bases.</summary>
internal sealed class ShardWalk(
    IKeptJournal journal, GrainAddress shard, ConsumerSchema schema, IModelLibrary models)
{
    /// <summary>Called with a record; what it answers goes on to whoever walks.</summary>
    public delegate T OnRecord<T>(ShardReplay replay, ReadOnlySpan<byte> record);

    public GrainHistory History { get; } = journal.Of(shard);

    /// <summary>The newest base that lies before a frame; null where the journal begins later.</summary>
    public long? BaseBefore(long sequence)
    {
        long? found = null;
        foreach (long at in History.Bases)
        {
            if (at < sequence)
                found = at;
        }
        return found;
    }

    /// <summary>A shard as it stood at a base.</summary>
    /// <exception cref="StoreException">The base is damaged.</exception>
    public ShardReplay Start(long from)
    {
        var replay = new ShardReplay(schema, models);
        if (journal.Base(shard, from) is { } bytes)
            replay.Restore(bytes);
        replay.Sequence = from;
        return replay;
    }

    /// <summary>Replays the frames that follow, one by one; what came of each.</summary>
    /// <exception cref="StoreException">A frame is damaged.</exception>
    /// <exception cref="RecoveryException">A record does not fit.</exception>
    public IEnumerable<List<T>> Frames<T>(ShardReplay replay, OnRecord<T> each, long upTo = long.MaxValue)
    {
        foreach (var (sequence, bytes) in journal.Frames(shard, replay.Sequence, upTo))
        {
            replay.Sequence = sequence;
            var came = new List<T>();
            for (int at = 0; at < bytes.Length;)
            {
                int length = Frame.RecordLength(bytes, at);
                if (length < 0)
                    throw new StoreException($"{shard}, frame {sequence}: a record at byte {at} runs past its end");
                int start = Frame.RecordStart(at);
                came.Add(each(replay, bytes.AsSpan(start, length)));
                at = start + length;
            }
            yield return came;
        }
    }
}
