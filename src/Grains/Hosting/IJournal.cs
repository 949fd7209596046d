namespace WorldModel.Grains.Hosting;

/// <summary>
/// The journal of one grain: opaque records in order. A grain appends a record in the same synchronous section in
/// which it applies it, so that its state is always the replay of all its records, durable or not.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Adds a record (copied before this returns) and what it says about the grain's place in the list of long work.
    /// Never blocks and never waits: the ticket does. Called on the grain's turn only.
    /// </summary>
    CommitTicket Append(ReadOnlySpan<byte> record, WorkChange work = WorkChange.None);
}
