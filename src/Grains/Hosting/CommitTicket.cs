using System.Runtime.CompilerServices;

namespace WorldModel.Grains.Hosting;

/// <summary>
/// A promise that a record is durable. Awaited before a write is acknowledged; tickets of one journal are kept in the
/// order of its records, so that a later ticket kept means all earlier ones are. Faults where the store failed: the
/// host then drops the activation, whose memory is ahead of the store, and recovers it from the store.
/// </summary>
/// <param name="durable">Ends when the record is durable; null: it is.</param>
/// <param name="needsTurn">Whether what follows <see cref="Answered"/> is to be a turn of the grain.</param>
public readonly struct CommitTicket(Task? durable, bool needsTurn = true)
{
    /// <summary>The ticket of nothing: kept already.</summary>
    public static CommitTicket Kept => default;

    /// <summary>Ends when the record, and all before it, are durable.</summary>
    public Task Durable => durable ?? Task.CompletedTask;

    public TaskAwaiter GetAwaiter() => Durable.GetAwaiter();

    /// <summary>
    /// The same for an answer that is ready: what follows reads and changes nothing of the grain, so that a host may
    /// let it go on anywhere, and it need not wait for the grain's next turn.
    /// </summary>
    public ConfiguredTaskAwaitable Answered() => Durable.ConfigureAwait(needsTurn);
}
