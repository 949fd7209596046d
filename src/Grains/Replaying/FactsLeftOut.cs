using WorldModel.Grains.Consumers;
using WorldModel.Schema;

namespace WorldModel.Grains.Replaying;

/// <summary>Leaves out, one after the other, what a consumer's state holds in the raw.</summary>
internal static class FactsLeftOut
{
    /// <summary>What a question says of a row without each of its facts; the state is then as it was.</summary>
    public static EventFlip[] Each(ConsumerRows rows, int row, Func<StateEvent, EventFlip> ask)
    {
        var flips = new List<EventFlip>();
        int[] kept = [.. rows.States[row]];
        foreach (var fact in RollForward.Facts(rows.Layout, kept))
        {
            RollForward.LeaveOut(rows.Layout, rows.States[row], fact);
            try
            {
                flips.Add(ask(fact));
            }
            finally
            {
                kept.CopyTo(rows.States[row]);
            }
        }

        return [.. flips];
    }

    public static EventFlip Flip(
        StateLayout layout, in StateEvent fact, string treatment, double? margin, bool isFlip) => new(
        DateOnly.FromDayNumber(fact.Day), NameOf(layout, fact.Slot), fact.Micros / (double)StateEvent.One, treatment,
        margin, isFlip);

    private static string NameOf(StateLayout layout, int slot) => slot < layout.Actions.Units
        ? layout.Actions.Names[slot]
        : layout.Schema.Outcomes[slot - layout.Actions.Units].Name;
}
