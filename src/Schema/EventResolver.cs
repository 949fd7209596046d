using System.Globalization;

namespace WorldModel.Schema;

/// <summary>Turns events in words into <see cref="StateEvent"/>s.</summary>
public sealed class EventResolver
{
    public const string Action = "action";
    public const string Outcome = "outcome";
    public const string Profile = "profile";

    /// <summary>Amounts beyond this are taken for a mistake; it also keeps sums of millionths inside 64 bits.</summary>
    public const double LargestAmount = 1e9;

    private readonly StateLayout _layout;
    private readonly Dictionary<string, int> _outcomes;
    private readonly HashSet<string> _actions;

    public EventResolver(StateLayout layout)
    {
        _layout = layout;
        _actions = [.. layout.Schema.Actions.Select(a => a.Name)];
        _outcomes = layout.Schema.Outcomes.Select((o, i) => (o.Name, i)).ToDictionary(p => p.Name, p => p.i);
    }

    /// <param name="day">Day number.</param>
    /// <param name="kind"><c>action</c>, <c>outcome</c>, or null: whichever has the name.</param>
    /// <param name="name">An action or outcome of the schema.</param>
    /// <param name="level">The level of a multi-level action; null or <c>1</c> otherwise.</param>
    /// <param name="value">1, or the amount of an amount outcome.</param>
    /// <exception cref="InputException">Unknown kind, name or level; a value that is not finite or not 1.</exception>
    public StateEvent Resolve(int day, string? kind, string? name, string? level, double value)
    {
        if (name is null)
            throw new InputException("name", null, Known(kind));
        switch (kind)
        {
            case null when _actions.Contains(name):
            case Action:
                RequireOne(value, "an action");
                return new StateEvent(day, (short)_layout.Actions.IndexOf(name, level, "name"));
            case null:
            case Outcome:
                if (!_outcomes.TryGetValue(name, out int outcome))
                    throw new InputException("name", name, Known(kind));
                if (level is not (null or ActionLevel.On))
                    throw new InputException("level", level, "no level on an outcome");
                return new StateEvent(day, _layout.OutcomeSlot(outcome), Micros(outcome, value));
            default:
                throw new InputException("kind", kind, "action, outcome or profile; a silo takes delivery too");
        }
    }

    /// <summary>
    /// An outcome event that takes another back. An amount of 0 stands for the whole, which a binary outcome always is.
    /// </summary>
    /// <exception cref="InputException">No outcome, or a value that is no amount of it.</exception>
    public StateEvent ResolveReversal(int day, string? kind, string? name, string? level, double? value)
    {
        if (kind is not (null or Outcome) || (name is not null && _actions.Contains(name)))
            throw new InputException(Reversal.Field, kind ?? name, "only outcome events are taken back");
        StateEvent e = Resolve(day, Outcome, name, level, value ?? 1);
        if (value == 0)
            throw new InputException("value", "0", "the amount taken back, or no value for the whole");
        bool isPart = value is not null && _layout.Schema.Outcomes[e.Slot - _layout.Actions.Units].Kind
            == OutcomeKind.Amount;
        return e with { Micros = isPart ? e.Micros : 0 };
    }

    /// <summary>An event that replaces the attributes says nothing else.</summary>
    /// <exception cref="InputException">It has no attributes, or something that a profile does not have.</exception>
    public static void CheckProfile(bool hasAttributes, string? name, string? level, double? value, string? reverses)
    {
        if (!hasAttributes)
            throw new InputException("attributes", null, "an object of names and values, on a profile");
        (string Field, string? Given)[] others =
            [("name", name), ("level", level), ("value", value is { } v ? Text(v) : null), (Reversal.Field, reverses)];
        foreach ((string field, string? given) in others)
        {
            if (given is not null)
                throw new InputException(field, given, $"no {field} on a profile");
        }
    }

    /// <exception cref="InputException">An action or outcome with attributes.</exception>
    public static void CheckNoProfile(bool hasAttributes)
    {
        if (hasAttributes)
            throw new InputException("attributes", "an object", $"attributes only where kind is {Profile}");
    }

    private long Micros(int outcome, double value)
    {
        if (_layout.Schema.Outcomes[outcome].Kind == OutcomeKind.Binary)
        {
            RequireOne(value, "a binary outcome");
            return StateEvent.One;
        }
        if (!double.IsFinite(value) || Math.Abs(value) > LargestAmount)
            throw new InputException("value", Text(value), "a finite amount of at most 1e9 in size");
        return (long)Math.Round(value * StateEvent.One);
    }

    private static void RequireOne(double value, string what)
    {
        if (value != 1)
            throw new InputException("value", Text(value), $"1, as for {what}; what did not happen is no event");
    }

    private string Known(string? kind)
    {
        IEnumerable<string> actions = kind == Outcome ? [] : _layout.Schema.Actions.Select(a => a.Name);
        IEnumerable<string> outcomes = kind == Action ? [] : _layout.Schema.Outcomes.Select(o => o.Name);
        return $"one of {string.Join(", ", actions.Concat(outcomes))}";
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
