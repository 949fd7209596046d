using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Tests.Host;

/// <summary>A journal whose records wait in memory until the host writes them.</summary>
internal sealed class MemoryJournal(MemoryStore store, GrainAddress grain, long epoch) : IJournal
{
    private readonly Queue<(byte[] Record, WorkChange Work)> _waiting = new();
    private TaskCompletionSource _ticket = NewTicket();

    public int Waiting => _waiting.Count;

    public long Epoch => epoch;

    public CommitTicket Append(ReadOnlySpan<byte> record, WorkChange work = WorkChange.None)
    {
        _waiting.Enqueue((record.ToArray(), work));
        return new CommitTicket(_ticket.Task);
    }

    /// <summary>Makes all that waits durable.</summary>
    public bool Write()
    {
        if (_waiting.Count == 0) return false;
        Write(_waiting.Count);
        var ticket = _ticket;
        _ticket = NewTicket();
        ticket.SetResult();
        return true;
    }

    /// <summary>Makes the first of what waits durable, without telling anybody: the crash comes in between.</summary>
    public void Write(int count)
    {
        for (; count > 0; count--)
        {
            var (record, work) = _waiting.Dequeue();
            store.Keep(grain, record, work);
        }
    }

    private static TaskCompletionSource NewTicket() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
