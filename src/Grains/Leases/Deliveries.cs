using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Leases;

/// <summary>
/// What deliveries do to a shard: money is committed or given back, and what was done to the consumer enters its
/// state. A cost on conversion is committed by the outcome, inside its window after the delivery.
/// </summary>
internal static class Deliveries
{
    /// <summary>Whether a delivery says what was said before, or why it is refused; neither: it is applied.</summary>
    public readonly record struct Judgement(bool IsRepeat, Problem? Problem);

    /// <summary>Judges a delivery as the book stands; what has expired by the clock has expired in it.</summary>
    public static Judgement Judge(
        ShardState state, int row, ConsumerEventMessage message, DeliveryTerms terms, DateOnly today)
    {
        var known = Find(state, row, terms.Decision);
        // What was said of a scan's decision is remembered to then: later nobody knows whether something was.
        if (known is { IsScan: true, State: ReservationState.Pending }
            && today.ToDateTime(TimeOnly.MinValue).Ticks >= known.ExpiresAt)
            known = null;
        // Whose it is is not said: ids of consumers do not leak.
        if (known is null || row < 0 || known.Consumer != ConsumerHash.Of(message.Consumer))
        {
            return Refused(ProblemCode.UnknownDecision, "decision", message.Decision,
                "a decision of this consumer that gave a treatment and is remembered: to a day after it expired");
        }

        if (known.State == ReservationState.Expired)
        {
            return Refused(ProblemCode.Expired, "decision", message.Decision,
                $"a delivery by {new DateTimeOffset(known.ExpiresAt, TimeSpan.Zero):O}, when the decision expired");
        }

        if (known.State != ReservationState.Pending) return Again(known, message, terms);
        if (Closings.DayOf(state, known) is { } decided && message.Day.DayNumber < decided)
        {
            return Refused(ProblemCode.Invalid, "day", Days.Text(message.Day),
                $"{Days.Text(DateOnly.FromDayNumber(decided))}, the decision's day, or later");
        }

        if (known.IsScan && terms.CostMicros is { } said && Treatment(state, known)?.CostOutcome >= 0)
        {
            return Refused(ProblemCode.Invalid, "cost", Micros.ToDouble(said),
                "no cost: of conversions a scan commits what they are expected to cost, of all of them together");
        }

        return terms.CostMicros > known.ChargeMicros
            ? Refused(ProblemCode.Invalid, "cost", Micros.ToDouble(terms.CostMicros.Value),
                $"at most {Numbers.Text(Micros.ToDouble(known.ChargeMicros))}, which was reserved")
            : default;
    }

    /// <summary>Applies a delivery that was judged, and applies it again in a replay.</summary>
    public static ApplyResult Apply(ShardState state, int row, UInt128 eventId, int day, DeliveryTerms terms)
    {
        var known = Find(state, row, terms.Decision)!;
        var print = EventPrint.OfDelivered(terms.Decision);
        if (!terms.IsDelivered)
        {
            if (known.IsScan) state.Leases.CloseScan(known, ReservationState.Returned, day, 0);
            else state.Leases.Release(terms.Decision);
            return ApplyResult.Applied;
        }

        if (known.IsScan)
        {
            var cost = terms.CostMicros ?? known.ChargeMicros;
            state.Leases.CloseScan(known, ReservationState.Committed, day, cost);
            return Act(state, row, eventId, day, print, Treatment(state, known)!);
        }

        if (Treatment(state, known) is not { } treatment)
        {
            state.Leases.Commit(terms.Decision, day, terms.CostMicros ?? known.ChargeMicros);
            return state.Observe(row, eventId, new StateEvent(day, StateEvent.Seen, 0), print);
        }

        var result = Act(state, row, eventId, day, print, treatment);
        if (treatment.CostOutcome < 0 || terms.CostMicros is not null)
            state.Leases.Commit(terms.Decision, day, terms.CostMicros ?? known.ChargeMicros);
        else
            Await(state, row, known with { Day = day }, treatment);
        return result;
    }

    /// <summary>Commits what an outcome makes due.</summary>
    public static void Convert(ShardState state, int row, in StateEvent e)
    {
        if (e.Slot < state.Rows.Layout.Actions.Units) return;
        foreach (var known in state.Leases.Awaiting(ConsumerHash.Of(state.Rows.Ids[row]!)))
        {
            if (Treatment(state, known) is { } treatment && IsDue(state, known, treatment, e))
                state.Leases.Commit(known.Decision, known.Day, Due(known, treatment, e));
        }
    }

    private static Reservation? Find(ShardState state, int row, UInt128 decision) =>
        state.Leases.Find(decision) ?? (row < 0 ? null : state.Scanned(row, decision));

    private static Judgement Again(Reservation known, ConsumerEventMessage message, DeliveryTerms terms)
    {
        var wasDelivered = known.State != ReservationState.Returned;
        var isSame = wasDelivered == terms.IsDelivered
            && (terms.CostMicros is null || terms.CostMicros == known.CostMicros);
        return isSame ? new Judgement(true, null) : Refused(ProblemCode.Conflict, "decision", message.Decision,
            wasDelivered
                ? $"what was said first: delivered, at {Numbers.Text(Micros.ToDouble(known.CostMicros))}"
                : "what was said first: failed");
    }

    private static Judgement Refused(string code, string field, object? value, string expected) =>
        new(false, Problems.Of(code, field, value, expected));

    private static CampaignTreatment? Treatment(ShardState state, Reservation known) =>
        state.Campaigns.TryGetValue(known.Campaign, out var columns) ? columns.Terms.Treatments[known.Option] : null;

    /// <summary>The treatment's actions, each an event; the ids of those after the first follow the first's.</summary>
    private static ApplyResult Act(
        ShardState state, int row, UInt128 eventId, int day, ushort print, CampaignTreatment treatment)
    {
        var actions = treatment.Treatment.Actions;
        if (actions.Count == 0) return state.Observe(row, eventId, new StateEvent(day, StateEvent.Seen, 0), print);
        var result = ApplyResult.Applied;
        for (var i = 0; i < actions.Count; i++)
        {
            var slot = state.Rows.Layout.Actions.IndexOf(actions[i].Action, actions[i].Level);
            var done = new StateEvent(day, (short)slot);
            if (i == 0) result = state.Observe(row, eventId, done, print);
            else state.Observe(row, eventId + (UInt128)i, done);
        }

        return result;
    }

    /// <summary>Waits for the outcome, unless it came before the delivery was told of.</summary>
    private static void Await(ShardState state, int row, Reservation known, CampaignTreatment treatment)
    {
        foreach (var (_, e, _) in state.Rows.Events.Of(row))
        {
            if (!IsDue(state, known, treatment, e)) continue;
            state.Leases.Commit(known.Decision, known.Day, Due(known, treatment, e));
            return;
        }

        // An outcome of the window's last day may come late.
        var last = known.Day + Window(state, treatment) + state.Schema.LatenessDays;
        var until = DateOnly.FromDayNumber(last).ToDateTime(TimeOnly.MinValue).Ticks;
        state.Leases.Await(known.Decision, known.Day, until);
    }

    private static bool IsDue(ShardState state, Reservation known, CampaignTreatment treatment, in StateEvent e) =>
        treatment.CostOutcome >= 0 && e.Slot == state.Rows.Layout.OutcomeSlot(treatment.CostOutcome)
        && e.Day >= known.Day && e.Day < known.Day + Window(state, treatment);

    private static int Window(ShardState state, CampaignTreatment treatment) =>
        state.Schema.Outcomes[treatment.CostOutcome].WindowDays;

    /// <summary>The price of a unit times the units, at most what was reserved.</summary>
    private static long Due(Reservation known, CampaignTreatment treatment, in StateEvent e) => (long)Int128.Clamp(
        (Int128)treatment.CostMicros * e.Micros / StateEvent.One, 0, known.ChargeMicros);
}
