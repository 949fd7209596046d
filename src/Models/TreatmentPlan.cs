using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// Treatments to compare on a day: the reference (the context alone: what runs by the calendar and whatever else is on
/// anyway) and each treatment on top of it, as action vectors. Immutable.
/// </summary>
public sealed class TreatmentPlan
{
    private readonly float[][] _actions;

    /// <param name="schema">The model's schema.</param>
    /// <param name="treatments">Treatments, in order.</param>
    /// <param name="context">Actions that are on whatever the treatment.</param>
    /// <param name="day">Day number whose calendar actions are on; null: none are.</param>
    /// <exception cref="InputException">An unknown action or level.</exception>
    public TreatmentPlan(
        ConsumerSchema schema, IReadOnlyList<Treatment> treatments, IReadOnlyList<ActionLevel>? context = null,
        int? day = null)
    {
        var vector = new ActionVector(schema);
        Schema = schema;
        Treatments = treatments;
        var reference = new float[vector.Units];
        if (day is { } number)
            vector.ApplyCalendar(number, reference);
        vector.Apply(new Treatment("context", context ?? []), reference);
        _actions = new float[1 + treatments.Count][];
        _actions[0] = reference;
        for (var t = 0; t < treatments.Count; t++)
        {
            _actions[1 + t] = (float[])reference.Clone();
            vector.Apply(treatments[t], _actions[1 + t]);
        }
    }

    /// <summary>The schema that the action vectors follow.</summary>
    public ConsumerSchema Schema { get; }

    /// <summary>Treatments, in order.</summary>
    public IReadOnlyList<Treatment> Treatments { get; }

    /// <summary>Options: the reference, then the treatments.</summary>
    public int Options => _actions.Length;

    /// <summary>The action vector of an option: 0 the reference, 1 + t a treatment.</summary>
    public ReadOnlySpan<float> Actions(int option) => _actions[option];

    /// <summary>Action units that an option sets otherwise than the reference does.</summary>
    public IEnumerable<int> Changed(int option) =>
        Enumerable.Range(0, _actions[0].Length).Where(unit => _actions[option][unit] != _actions[0][unit]);
}
