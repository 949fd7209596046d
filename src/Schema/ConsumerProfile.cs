namespace WorldModel.Schema;

/// <summary>A consumer's id and attributes, the latter as words of a state (see <see cref="AttributeResolver"/>).</summary>
public sealed record ConsumerProfile(string Id, int[] Attributes);
