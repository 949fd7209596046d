namespace WorldModel.Schema;

/// <summary>An event of a consumer as a file or request tells it, checked against the schema.</summary>
/// <param name="Id">The event's own id: a repeat counts once.</param>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Event">What happened, on which day; where it takes another back, how much (0: the whole).</param>
/// <param name="Attributes">Of an event of kind <c>profile</c>: the attributes from then on, as words.</param>
/// <param name="Reverses">The id of the outcome event that this one takes back.</param>
public readonly record struct ConsumerEvent(
    string Id, string Consumer, StateEvent Event, int[]? Attributes = null, string? Reverses = null);
