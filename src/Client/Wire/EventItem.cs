namespace WorldModel.Client.Wire;

/// <summary>One event of one consumer, as <c>POST /v1/events</c> takes it: an element of an array or a line.</summary>
/// <param name="Id">The event's own id, at most 128 bytes of UTF-8: delivered twice under it, it counts once.</param>
/// <param name="Consumer">The consumer's opaque id, at most 128 bytes of UTF-8.</param>
/// <param name="Day">The day in the schema's time zone, <c>yyyy-MM-dd</c>.</param>
/// <param name="Kind"><c>action</c> (something done to the consumer) or <c>outcome</c> (what the consumer did).</param>
/// <param name="Name">The action's or outcome's name in the schema.</param>
/// <param name="Level">The level of an action that has levels; absent otherwise.</param>
/// <param name="Value">1 (the default) for what happened or not; the amount of an amount outcome, finite.</param>
public sealed record EventItem(
    string Id, string Consumer, DateOnly Day, string Kind, string Name, string? Level = null, double Value = 1);
