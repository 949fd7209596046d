namespace WorldModel.Schema;

/// <summary>
/// An input that follows from actions and attributes, such as a price:
/// (base + sum of the terms that apply - centre) / scale.
/// </summary>
public sealed record DerivedInputSpec(
    string Name, double Base, double Centre, double Scale, IReadOnlyList<DerivedTerm> Terms);

/// <summary>An amount added where an action is on and the attributes are as said.</summary>
/// <param name="Action">The action.</param>
/// <param name="Level">The level of a multi-level action; null of a binary one.</param>
/// <param name="Amount">What is added.</param>
/// <param name="When">Attribute to label (of a flag: <c>0</c> or <c>1</c>); all must hold; empty: always.</param>
public sealed record DerivedTerm(
    string Action, string? Level, double Amount, IReadOnlyList<KeyValuePair<string, string>> When);
