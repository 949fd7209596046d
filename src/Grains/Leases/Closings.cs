using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Schema;

namespace WorldModel.Grains.Leases;

/// <summary>
/// What the end of a reservation does to the rest of its shard: a contact that did not come about counts for no cap any
/// more, and what the decision cost in the end takes the place of what it was measured to cost when it was taken.
/// </summary>
internal static class Closings
{
    public static void Apply(ShardState state, Reservation before, Reservation after)
    {
        if (after.IsOpen) return;
        var row = state.Rows.Find(after.Consumer);
        // Of who was forgotten everything stays as it was: the sums hold nothing that could be told apart.
        if (row < 0) return;
        if (after.State is ReservationState.Returned or ReservationState.Expired)
            state.NotContacted(row, after.Campaign, after.Option, after.Decision);
        var change = after.CostMicros - Measured(state, before, after.CostMicros);
        if (change == 0 || DayOf(state, before) is not { } day) return;
        var measure = state.Measures[after.Campaign];
        measure.Correct(day, Randomisation.Group(measure.Terms, state.Rows.Ids[row]!), change);
    }

    /// <summary>The day that a reservation's decision is for; null where its campaign is not known here.</summary>
    public static int? DayOf(ShardState state, Reservation reservation)
    {
        if (!state.Campaigns.TryGetValue(reservation.Campaign, out var columns)) return null;
        var ends = new DateTimeOffset(reservation.ExpiresAt, TimeSpan.Zero);
        return reservation.IsScan
            ? DateOnly.FromDateTime(ends.UtcDateTime).DayNumber - CapTerms.MostDays
            : DayWindow.DayOf(state.Schema, ends.AddHours(-columns.Spec.ExpiresHours));
    }

    /// <summary>
    /// What the decision was measured to cost: a contact or a scan's decision its charge, a single one that costs on
    /// conversion what was expected then. Where that is not known nothing is corrected.
    /// </summary>
    private static long Measured(ShardState state, Reservation before, long cost)
    {
        if (before.IsScan || !state.Campaigns.TryGetValue(before.Campaign, out var columns)) return before.ChargeMicros;
        var isContact = columns.Terms.Treatments[before.Option].CostOutcome < 0;
        if (isContact) return before.ChargeMicros;
        return before.CostMicros == Reservation.UnknownCost ? cost : before.CostMicros;
    }
}
