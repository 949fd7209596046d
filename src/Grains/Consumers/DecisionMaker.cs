using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Drafts one decision at decision time: argmax(value - shadow price x cost) under the campaign's price, hold-out and
/// exploration by keyed hash. A consumer has one decision a campaign: asked again, by a scan or by another request, it
/// stands. What cannot be decided gets the campaign's fallback and the reason.
/// </summary>
internal sealed class DecisionMaker(ShardState state, BeliefColumn beliefs, IModelLibrary models)
{
    private readonly Dictionary<string, (int Day, CampaignScorer Scorer)> _scorers = new(StringComparer.Ordinal);

    /// <summary>The same inputs on the same state give the same draft, byte for byte.</summary>
    /// <param name="inputs">The request, whose eligible treatments are the campaign's, and when it is judged.</param>
    /// <param name="columns">The campaign.</param>
    public DecisionDraft Draft(DecisionInputs inputs, CampaignColumns columns)
    {
        var draft = new DraftWriter(inputs, columns.Terms);
        if (columns.Rule is not { } rule) return draft.Fallback("not-allocated", "the campaign has no price yet");
        var row = state.Rows.Find(inputs.Request.Consumer);
        if (row < 0) return draft.Fallback("unknown-consumer", "the consumer has no event and no profile");
        var consumer = state.Rows[row];
        if (!columns.Terms.Audience.Hold(consumer.Attributes))
            return draft.Fallback("not-in-audience", "the consumer is not in the campaign's audience");
        if (models.Find(columns.Model) is not { } model)
            return draft.Fallback("model-not-ready", "the campaign's model is not loaded here");

        var day = Math.Max(consumer.OpenDay, inputs.Today.DayNumber);
        var visible = new float[model.Units];
        var belief = beliefs.Get(model, row, day, visible);
        draft.AsOf = new AsOf(model.Hash, DateOnly.FromDayNumber(day), consumer.LastEvent, consumer.Pending(day));
        var scorer = ScorerOf(columns, model, day);
        scorer.Score(visible, belief, 1);
        draft.Weigh(scorer, model.Counterfactual(visible, belief, scorer.Plan), rule.ShadowPrice);
        return Choose(draft, columns, row, inputs.Refusal);
    }

    private static DecisionDraft Choose(DraftWriter draft, CampaignColumns columns, int row, string? refusal)
    {
        if (columns.Choice(row) is { } standing) return draft.Standing(standing);
        var decided = Randomisation.Group(columns.Spec, draft.Consumer) switch
        {
            CampaignGroup.Holdout => draft.Holdout(row),
            CampaignGroup.Explore => draft.Explore(row),
            _ => draft.Policy(row),
        };
        return refusal is not null && decided.ChargeMicros > 0
            ? draft.Fallback(refusal, Words.OfRefusal(refusal))
            : decided;
    }

    private CampaignScorer ScorerOf(CampaignColumns columns, FrozenModel model, int day)
    {
        if (_scorers.TryGetValue(columns.Spec.Id, out var known) && known.Day == day) return known.Scorer;
        var scorer = new CampaignScorer(model, columns.Terms, day, 1);
        _scorers[columns.Spec.Id] = (day, scorer);
        return scorer;
    }
}
