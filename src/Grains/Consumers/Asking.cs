using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>Answers questions about consumers from their beliefs, by the model that is live.</summary>
internal sealed class Asking(ShardState state, BeliefColumn beliefs, GrainServices services)
{
    private readonly AttributeResolver _attributes = new(state.Schema);

    public BeliefAnswer Belief(string consumer, DateOnly? day)
    {
        if (Look(consumer, day, out var seen) is { } problem) return new BeliefAnswer(consumer, null, default, problem);
        return new BeliefAnswer(consumer, seen.AsOf, seen.Belief, null);
    }

    public PlausibilityAnswer Plausibility(string consumer, DateOnly? day)
    {
        if (Look(consumer, day, out var seen) is { } problem)
            return new PlausibilityAnswer(consumer, null, 0, 0, problem);
        var (energy, percentile) = seen.Model.Familiarity(seen.Visible);
        return new PlausibilityAnswer(consumer, seen.AsOf, energy, percentile, null);
    }

    /// <summary>
    /// All treatments of a query for one consumer; plans by day are shared over the query's consumers.
    /// </summary>
    public CounterfactualAnswer Counterfactual(
        CounterfactualSubject subject, CounterfactualQuery query, Dictionary<int, TreatmentPlan> plans)
    {
        try
        {
            Seen seen;
            var problem = subject.Described is { } described
                ? Imagine(described, query.Day, out seen)
                : Look(subject.Consumer, query.Day, out seen);
            if (problem is not null) return new CounterfactualAnswer(subject.Consumer, null, [], problem);
            var day = seen.AsOf.Day.DayNumber;
            if (!plans.TryGetValue(day, out var plan)) plans[day] = plan = PlanOf(query, day);
            var effects = seen.Model.Counterfactual(seen.Visible, seen.Belief, plan, query.Reproduce);
            return new CounterfactualAnswer(subject.Consumer, seen.AsOf, Array.ConvertAll(effects, Answer), null);
        }
        catch (InputException error)
        {
            return new CounterfactualAnswer(
                subject.Consumer, null, [], Problems.Invalid(error.Field, error.Value, error.Expected));
        }
    }

    private TreatmentPlan PlanOf(CounterfactualQuery query, int day)
    {
        var vector = state.Rows.Layout.Actions;
        Treatment[] treatments = [.. query.Treatments.Select((treatment, i) =>
            ActionNames.Resolve(vector, treatment.Name, treatment.Actions, $"treatments[{i}].actions"))];
        var context = ActionNames.Resolve(vector, "context", query.Context, "context");
        return new TreatmentPlan(state.Schema, treatments, context.Actions, day);
    }

    /// <summary>A known consumer's visible units and belief.</summary>
    private Problem? Look(string consumer, DateOnly? day, out Seen seen)
    {
        seen = default;
        if (services.Models.Live(SharedModel.DefaultName) is not { } model) return NoModel;
        var row = state.Rows.Find(consumer);
        if (row < 0)
        {
            return Problems.Of(ProblemCode.UnknownConsumer, "consumer", consumer,
                "a consumer with an event or a profile");
        }

        var known = state.Rows[row];
        var asked = day?.DayNumber ?? Math.Max(known.OpenDay, services.Clock.Today.DayNumber);
        if (!known.Reaches(asked))
        {
            return Problems.Of(ProblemCode.Late, "day", Days.Text(asked),
                $"{Days.Text(state.Rows.Layout.OldestDay(known.State))} or later");
        }

        var visible = new float[model.Units];
        var belief = beliefs.Get(model, row, asked, visible).ToArray();
        var asOf = new AsOf(model.Hash, DateOnly.FromDayNumber(asked), known.LastEvent, known.Pending(asked));
        seen = new Seen(model, asOf, visible, belief);
        return null;
    }

    /// <summary>A consumer described in the request: attributes and no history.</summary>
    private Problem? Imagine(AttributeValue[] described, DateOnly? day, out Seen seen)
    {
        seen = default;
        if (services.Models.Live(SharedModel.DefaultName) is not { } model) return NoModel;
        var words = _attributes.Resolve(
            described.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value)), "described.");
        Span<int> imagined = new int[state.Rows.Layout.Words];
        RollForward.Create(state.Rows.Layout, imagined, words);
        var asked = day ?? services.Clock.Today;
        var visible = new float[model.Units];
        var belief = new float[model.BeliefUnits];
        model.Encoder.Encode(imagined, asked.DayNumber, visible);
        model.MeanField.Infer(visible, 1, belief);
        seen = new Seen(model, new AsOf(model.Hash, asked, null, 0), visible, belief);
        return null;
    }

    private static Problem NoModel =>
        Problems.Of(ProblemCode.NoModel, "model", SharedModel.DefaultName, "a model that is live");

    private static OutcomeAnswer Answer(OutcomeEffect effect)
    {
        var (level, uplift) = (effect.Level, effect.Uplift);
        return new OutcomeAnswer(
            effect.Treatment, effect.Outcome, level?.Mean, level?.Low, level?.High,
            uplift?.Mean, uplift?.Low, uplift?.High, Words.Of(effect.Identification), effect.Reason);
    }

    private readonly record struct Seen(FrozenModel Model, AsOf AsOf, float[] Visible, float[] Belief);
}
