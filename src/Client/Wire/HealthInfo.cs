namespace WorldModel.Client.Wire;

/// <summary>How the server is. No consumer id stands here.</summary>
/// <param name="Status"><c>ok</c>, or <c>failing</c> where the last commit failed.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Schema">The schema's name, version and hash.</param>
/// <param name="Clock">Which clock, and its day.</param>
/// <param name="Store">The store's settings and size.</param>
/// <param name="Model">The live model's hash; absent where none is live.</param>
/// <param name="Consumers">Consumers known.</param>
/// <param name="Events">What became of events since the start.</param>
/// <param name="Queues">Calls that wait for their turn.</param>
/// <param name="Failure">Why the last commit failed; absent where it did not.</param>
public sealed record HealthInfo(
    string Status, string Version, SchemaInfo Schema, ClockInfo Clock, StoreInfo Store, string? Model,
    long Consumers, EventCounts Events, QueueInfo Queues, string? Failure = null);

/// <summary>The schema of the store.</summary>
public sealed record SchemaInfo(string Name, string Version, string Hash);

/// <summary><c>wall</c> or <c>stream</c>, and its day; no day before a stream's first event.</summary>
public sealed record ClockInfo(string Kind, DateOnly? Day);

/// <summary>
/// The store: <c>Durable</c> is false where an acknowledged write may be lost with the power; <c>Journal</c> is how
/// much is kept to explain decisions from, <c>all</c>, <c>none</c> or a number of days.
/// </summary>
public sealed record StoreInfo(
    int FormatVersion, int Shards, string Synchronous, bool Durable, long Commits, long Frames, long Bytes,
    string Journal);

/// <summary>Counts of events since the start.</summary>
public sealed record EventCounts(long Applied, long Merged, long Repeated, long Late, long Future, long Refused);

/// <summary>Calls queued or under way, in all and in the fullest grain, and the bound of each grain.</summary>
public sealed record QueueInfo(long Pending, int Deepest, int Bound);

/// <summary>The answer to a probe: <c>ok</c>, or <c>failing</c>.</summary>
public sealed record ProbeInfo(string Status);
