namespace WorldModel.Grains.Hosting;

/// <summary>
/// The journal of one grain: opaque records in order. A grain appends a record in the same synchronous section in
/// which it applies it, so that its state is always the replay of all its records, durable or not.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Which start of the store this is: raised whenever the store is opened. A fence: what an earlier start of a
    /// grain still says is told from what this one says.
    /// </summary>
    long Epoch { get; }

    /// <summary>
    /// Adds a record (copied before this returns) and what it says about the grain's place in the list of long work.
    /// Never blocks and never waits: the ticket does. Called on the grain's turn only.
    /// </summary>
    CommitTicket Append(ReadOnlySpan<byte> record, WorkChange work = WorkChange.None);
}
