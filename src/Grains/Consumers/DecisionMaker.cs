using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Drafts one decision at decision time: argmax(value - shadow price x cost) under the campaign's price, hold-out and
/// exploration by keyed hash. A consumer has one decision a campaign and day: asked again, by a scan or by another
/// request, it stands. What cannot be decided gets the campaign's fallback and the reason.
/// </summary>
internal sealed class DecisionMaker(ShardState state, BeliefColumn beliefs, IModelLibrary models)
{
    private readonly ScorerCache _scorers = new(1);
    private float[] _visible = [];

    /// <summary>The same inputs on the same state give the same draft, byte for byte.</summary>
    /// <param name="inputs">The request, whose eligible treatments are the campaign's, and when it is judged.</param>
    /// <param name="columns">The campaign.</param>
    public DecisionDraft Draft(DecisionInputs inputs, CampaignColumns columns)
    {
        var draft = Draft(inputs, columns, models.Find(columns.Model));
        if (draft is not { Group: CampaignGroup.Policy, Row: >= 0 } || inputs.Shadow is not { } hash) return draft;
        if (models.Find(hash) is not { } candidate) return draft;
        var other = Draft(inputs, columns, candidate);
        return draft with { Shadow = new ShadowDraft(hash, other.Option, other.ValueMicros) };
    }

    private DecisionDraft Draft(DecisionInputs inputs, CampaignColumns columns, FrozenModel? model)
    {
        var (spec, today) = (columns.Spec, inputs.Today);
        var row = state.Rows.Find(inputs.Request.Consumer);
        var draft = new DraftWriter(inputs, columns.Terms, columns.Price ?? 0, BarsOf(inputs, columns, row))
        {
            FreeRow = row >= 0 && columns.Choice(row, today.DayNumber) is null ? row : -1,
            DayId = DayId(inputs, columns, row),
        };
        if (columns.IsClosed) return draft.Nothing("campaign-closed", "the campaign is closed");
        if (today < spec.From)
            return draft.Nothing("not-started", $"the campaign begins on {Days.Text(spec.From.Value)}");
        if (today > spec.Until) return draft.Nothing("ended", $"the campaign ended on {Days.Text(spec.Until.Value)}");
        if (row >= 0 && !state.IsInAudience(columns.Terms, row))
            return draft.Nothing("not-in-audience", "the consumer is not in the campaign's audience");
        var isTaken = row >= 0 && draft.FreeRow < 0;
        if (inputs.Request.Deadline <= inputs.Now)
            return draft.Fallback("deadline", "the request's time had passed when its turn came", isTaken);
        if (columns.Price is null) return draft.Fallback("not-allocated", "the campaign has no price yet", isTaken);
        if (row < 0) return draft.Fallback("unknown-consumer", "the consumer has no event and no profile");
        if (model is null)
            return draft.Fallback("model-not-ready", "the campaign's model is not loaded here", isTaken);
        return isTaken ? Standing(draft, inputs, columns, row, model) : Decide(draft, inputs, columns, row, model);
    }

    private DecisionDraft Decide(
        DraftWriter draft, DecisionInputs inputs, CampaignColumns columns, int row, FrozenModel model)
    {
        Weigh(draft, inputs, columns, row, model);
        if (columns.Terms.Quiet?.Contains(inputs.Now) == true)
            return draft.Fallback("quiet-hours", "nobody is contacted at this hour; ask again later");
        if (PlausibilityGuard.Stops(columns.Spec, model, _visible))
            return draft.Fallback(PlausibilityGuard.Unfamiliar, PlausibilityGuard.Text);
        // Before the draw, and for whoever is drawn: what cannot be paid for has no probability.
        if (inputs.Refusal is not null) draft.Withhold(inputs.LeastRefusedMicros);
        return Randomisation.Group(columns.Terms, inputs.Request.Consumer) switch
        {
            CampaignGroup.Holdout => draft.Holdout(),
            CampaignGroup.Explore => draft.IsBroke ? Broke() : draft.Explore(),
            _ => draft.IsBroke || draft.IsBestWithheld ? Broke() : draft.Policy(),
        };

        DecisionDraft Broke() => draft.Fallback(inputs.Refusal!, Words.OfRefusal(inputs.Refusal!));
    }

    /// <summary>
    /// The day's decision, unless it may not be acted on now; it counts for its caps itself, so these are no matter.
    /// </summary>
    private DecisionDraft Standing(
        DraftWriter draft, DecisionInputs inputs, CampaignColumns columns, int row, FrozenModel model)
    {
        var today = inputs.Today.DayNumber;
        var place = DecisionId.Of(columns.Spec.Id, inputs.Request.Consumer, today);
        var encoded = state.Requests.Standing(place);
        var reply = encoded is null ? null : ReplyCodec.Decode(encoded);
        // Of a round ahead nothing is given yet, and of what it took the place of only what was asked for is known.
        var isAhead = columns.ChoiceDay(row) > today;
        if (isAhead && reply is null)
        {
            return draft.Fallback("decided-ahead",
                $"the campaign has decided for {Days.Text(columns.ChoiceDay(row))}: that is given from then on", true);
        }

        var option = isAhead ? columns.Terms.IndexOf(reply!.Treatment) : columns.Choice(row)!.Value;
        if (option >= 0 && Hindered(draft, inputs, columns, row, option, reply) is { } hindered) return hindered;
        var group = isAhead ? Words.GroupOf(reply!.Group) : ScanDecision.Group(state, columns, row);
        if (reply is not null) return draft.Again(reply, encoded!, group);
        draft.DayId = place;
        Weigh(draft, inputs, columns, row, model);
        return draft.Standing(option, group, ScanDecision.Propensity(state, columns, row, option));
    }

    /// <summary>Why the day's treatment may not be given now; null where it may.</summary>
    private DecisionDraft? Hindered(
        DraftWriter draft, DecisionInputs inputs, CampaignColumns columns, int row, int option, DecisionReply? reply)
    {
        if (columns.Terms.Quiet?.Contains(inputs.Now) == true)
            return draft.Fallback("quiet-hours", "nobody is contacted at this hour; ask again later", true);
        if (!Allows(inputs.Request, columns.Terms, option) || Unmet(columns.Terms, row, option) is not null)
        {
            return draft.Fallback(
                "not-eligible", "the campaign's treatment for the consumer and day is not eligible now", true);
        }

        var decision = reply is null
            ? DecisionId.Of(columns.Spec.Id, inputs.Request.Consumer, inputs.Today.DayNumber)
            : DecisionId.Parse(reply.DecisionId);
        return state.Leases.Find(decision)?.State switch
        {
            ReservationState.Expired => draft.Fallback("decision-expired",
                "the day's decision expired before it was said what became of it; its money went back", true),
            ReservationState.Returned => draft.Fallback("delivery-failed",
                "the day's decision was said to have failed; its money went back", true),
            _ => null,
        };
    }

    private void Weigh(
        DraftWriter draft, DecisionInputs inputs, CampaignColumns columns, int row, FrozenModel model)
    {
        var consumer = state.Rows[row];
        var day = Math.Max(consumer.OpenDay, inputs.Today.DayNumber);
        if (_visible.Length != model.Width) _visible = new float[model.Width];
        var belief = beliefs.Get(model, row, day, _visible);
        draft.AsOf = new AsOf(model.Hash, DateOnly.FromDayNumber(day), consumer.LastEvent, consumer.Pending(day));
        var scorer = _scorers.Of(columns, model, day, DayActions.Of(state.Rows.Layout, consumer.State, day));
        scorer.Score(_visible, belief, 1);
        draft.Weigh(scorer, model.Counterfactual(_visible, belief, scorer.Plan));
    }

    /// <summary>
    /// The id of the day's decision. A consumer who was forgotten and came back that day had one already, whose money
    /// may still be under way: the new one has another id.
    /// </summary>
    private UInt128 DayId(DecisionInputs inputs, CampaignColumns columns, int row)
    {
        if (row < 0) return 0;
        var (consumer, day) = (inputs.Request.Consumer, inputs.Today.DayNumber);
        var id = DecisionId.Of(columns.Spec.Id, consumer, day);
        return state.Leases.Find(id) is null
            ? id
            : DecisionId.Of(columns.Spec.Id, consumer, day, inputs.Request.RequestId);
    }

    private string?[] BarsOf(DecisionInputs inputs, CampaignColumns columns, int row)
    {
        var terms = columns.Terms;
        var bars = new string?[terms.Treatments.Count];
        var isQuiet = terms.Quiet?.Contains(inputs.Now) == true;
        for (var option = 0; option < bars.Length; option++)
        {
            bars[option] = !Allows(inputs.Request, terms, option) ? Bars.Request
                : Unmet(terms, row, option) is { } attribute ? Bars.Requires(attribute)
                : row >= 0 && state.FullCap(columns, row, option, inputs.Today.DayNumber) is var cap and >= 0
                    ? Bars.Cap(cap)
                    : isQuiet ? Bars.QuietHours : null;
        }

        return bars;
    }

    /// <summary>The attribute that a treatment requires otherwise; of who is not known nothing is known.</summary>
    private string? Unmet(CampaignTerms terms, int row, int option)
    {
        var attributes = row < 0 ? state.Unknown : state.Rows[row].Attributes;
        return terms.Requires.Unmet(attributes) ?? terms.Treatments[option].Requires.Unmet(attributes);
    }

    private static bool Allows(DecisionRequest request, CampaignTerms terms, int option) =>
        request.Eligible is null || Array.IndexOf(request.Eligible, terms.Treatments[option].Name) >= 0;
}
