namespace WorldModel.Schema;

/// <summary>A consumer's id, and its attributes as words of a state (<see cref="AttributeResolver"/>).</summary>
public sealed record ConsumerProfile(string Id, int[] Attributes);
