namespace WorldModel.Schema;

/// <summary>
/// Computes derived inputs from visible units and actions. Each is linear in the action vector with coefficients
/// that the consumer's attributes choose, so many treatments of one consumer share one set of coefficients.
/// </summary>
public sealed class DerivedInputs
{
    private readonly List<Term> _terms = [];
    private readonly float[] _offsets;

    public DerivedInputs(ConsumerSchema schema)
    {
        var vector = new ActionVector(schema);
        Unit[] units = [.. UnitList.Of(schema)];
        ActionUnits = vector.Units;
        Names = [.. schema.Derived.Select(d => d.Name)];
        _offsets = [.. schema.Derived.Select(d => (float)((d.Base - d.Centre) / d.Scale))];
        for (int i = 0; i < schema.Derived.Count; i++)
        {
            foreach (DerivedTerm term in schema.Derived[i].Terms)
            {
                int entry = (i * ActionUnits) + vector.IndexOf(term.Action, term.Level);
                Condition[] when = [.. term.When.Select(pair => ConditionOf(schema, units, pair))];
                _terms.Add(new Term(entry, (float)(term.Amount / schema.Derived[i].Scale), when));
            }
        }
    }

    public int Count => Names.Count;

    public IReadOnlyList<string> Names { get; }

    private int ActionUnits { get; }

    /// <summary>Value of each input where no action is on, shape (Count).</summary>
    public ReadOnlySpan<float> Offsets => _offsets;

    /// <param name="visible">A consumer's visible units.</param>
    /// <param name="coefficients">Out, shape (Count, action units): change of each input by each action.</param>
    public void Coefficients(ReadOnlySpan<float> visible, Span<float> coefficients)
    {
        coefficients[..(Count * ActionUnits)].Clear();
        foreach (Term term in _terms)
        {
            if (Holds(term.When, visible))
                coefficients[term.Entry] += term.Amount;
        }
    }

    /// <param name="visible">A consumer's visible units.</param>
    /// <param name="actions">An action vector.</param>
    /// <param name="derived">Out, shape (Count).</param>
    public void Compute(ReadOnlySpan<float> visible, ReadOnlySpan<float> actions, Span<float> derived)
    {
        _offsets.CopyTo(derived);
        foreach (Term term in _terms)
        {
            float on = actions[term.Entry % ActionUnits];
            if (on != 0 && Holds(term.When, visible))
                derived[term.Entry / ActionUnits] += term.Amount * on;
        }
    }

    private static bool Holds(Condition[] when, ReadOnlySpan<float> visible)
    {
        foreach (Condition condition in when)
        {
            if (visible[condition.Unit] != condition.Value)
                return false;
        }
        return true;
    }

    private static Condition ConditionOf(ConsumerSchema schema, Unit[] units, KeyValuePair<string, string> pair)
    {
        bool flag = schema.Attributes[schema.AttributeIndex(pair.Key)].Kind == AttributeKind.Flag;
        string name = flag ? pair.Key : $"{pair.Key}_{pair.Value}";
        return new Condition(Array.FindIndex(units, u => u.Name == name), flag && pair.Value == "0" ? 0 : 1);
    }

    /// <summary>An amount for the entry (input x action units + action unit) of the coefficients.</summary>
    private sealed record Term(int Entry, float Amount, Condition[] When);

    private readonly record struct Condition(int Unit, float Value);
}
