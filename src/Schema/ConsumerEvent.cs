namespace WorldModel.Schema;

/// <summary>An event of a consumer as a file or request tells it, checked against the schema.</summary>
/// <param name="Id">The event's own id: a repeat counts once.</param>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Event">What happened, on which day.</param>
public readonly record struct ConsumerEvent(string Id, string Consumer, StateEvent Event);
