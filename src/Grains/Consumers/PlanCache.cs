using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// The plans of the last questions: callers ask of many consumers what the same few treatments would do, and a plan
/// holds names looked up and, with the model, what its effects may claim. The oldest goes first.
/// </summary>
internal sealed class PlanCache(ConsumerSchema schema, ActionVector vector)
{
    private const int Most = 16;
    private readonly List<Entry> _entries = new(Most);
    private int _oldest;

    private sealed record Entry(TreatmentMessage[] Treatments, ActionSetting[] Context, int Day, TreatmentPlan Plan);

    /// <exception cref="InputException">An unknown action or level.</exception>
    public TreatmentPlan Of(CounterfactualQuery query, int day)
    {
        foreach (var entry in _entries)
        {
            if (entry.Day == day && Same(entry.Treatments, query.Treatments) && Same(entry.Context, query.Context))
                return entry.Plan;
        }

        var made = new Entry(query.Treatments, query.Context, day, Make(query, day));
        if (_entries.Count < Most) _entries.Add(made);
        else _entries[_oldest++ % Most] = made;
        return made.Plan;
    }

    private TreatmentPlan Make(CounterfactualQuery query, int day)
    {
        Treatment[] treatments = [.. query.Treatments.Select((treatment, i) =>
            ActionNames.Resolve(vector, treatment.Name, treatment.Actions, $"treatments[{i}].actions"))];
        var context = ActionNames.Resolve(vector, "context", query.Context, "context");
        return new TreatmentPlan(schema, treatments, context.Actions, day);
    }

    private static bool Same(TreatmentMessage[] a, TreatmentMessage[] b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i].Name != b[i].Name || !Same(a[i].Actions, b[i].Actions)) return false;
        }

        return true;
    }

    private static bool Same(ActionSetting[] a, ActionSetting[] b) =>
        ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b);
}
