using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>Answers questions about consumers from their beliefs, by the model that is live.</summary>
internal sealed class Asking(ShardState state, BeliefColumn beliefs, GrainServices services)
{
    private readonly AttributeResolver _attributes = new(state.Schema);
    private readonly PlanCache _plans = new(state.Schema, state.Rows.Layout.Actions);
    private float[] _visible = [];

    public BeliefAnswer Belief(string consumer, DateOnly? day)
    {
        if (Look(consumer, day, out var seen) is { } problem) return new BeliefAnswer(consumer, null, default, problem);
        return new BeliefAnswer(consumer, seen.AsOf, seen.Belief.ToArray(), null);
    }

    public PlausibilityAnswer Plausibility(string consumer, DateOnly? day)
    {
        if (Look(consumer, day, out var seen) is { } problem)
            return new PlausibilityAnswer(consumer, null, 0, 0, problem);
        var (energy, percentile) = seen.Model.Familiarity(seen.Visible);
        return new PlausibilityAnswer(consumer, seen.AsOf, energy, percentile, null);
    }

    /// <summary>All treatments of a query for one consumer.</summary>
    public CounterfactualAnswer Counterfactual(CounterfactualSubject subject, CounterfactualQuery query)
    {
        try
        {
            Seen seen;
            var problem = subject.Described is { } described
                ? Imagine(described, query.Day, out seen)
                : Look(subject.Consumer, query.Day, out seen);
            if (problem is not null) return new CounterfactualAnswer(subject.Consumer, null, [], problem);
            var plan = _plans.Of(query, seen.AsOf.Day.DayNumber);
            var effects = seen.Model.Counterfactual(seen.Visible, seen.Belief, plan, query.Reproduce);
            return new CounterfactualAnswer(subject.Consumer, seen.AsOf, Array.ConvertAll(effects, Answer), null);
        }
        catch (InputException error)
        {
            return new CounterfactualAnswer(
                subject.Consumer, null, [], Problems.Invalid(error.Field, error.Value, error.Expected));
        }
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

        var visible = Visible(model);
        var belief = beliefs.Get(model, row, asked, visible);
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
        var visible = Visible(model);
        var belief = new float[model.BeliefUnits];
        model.Encoder.Encode(imagined, asked.DayNumber, visible);
        model.Infer(visible, 1, belief);
        seen = new Seen(model, new AsOf(model.Hash, asked, null, 0), visible, belief);
        return null;
    }

    /// <summary>One row, used again for every answer.</summary>
    private Span<float> Visible(FrozenModel model)
    {
        if (_visible.Length < model.Width) _visible = new float[model.Width];
        return _visible.AsSpan(0, model.Width);
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

    /// <summary>What an answer is made from; valid until the next question.</summary>
    private readonly ref struct Seen(
        FrozenModel model, AsOf asOf, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief)
    {
        public FrozenModel Model { get; } = model;

        public AsOf AsOf { get; } = asOf;

        public ReadOnlySpan<float> Visible { get; } = visible;

        public ReadOnlySpan<float> Belief { get; } = belief;
    }
}
