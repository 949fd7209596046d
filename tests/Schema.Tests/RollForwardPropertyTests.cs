using FsCheck;
using FsCheck.Fluent;

namespace WorldModel.Schema.Tests;

/// <summary>Random histories of the shop, told in random orders, held against plain computation.</summary>
public sealed class RollForwardPropertyTests
{
    private const int Start = 739_000;
    private static readonly StateLayout Layout = new(TestSchemas.Shop);
    private static readonly Encoder Encoder = new(Layout);

    /// <summary>Events in the order of days, with gaps of up to 40 days.</summary>
    private static Arbitrary<StateEvent[]> Histories => (
        from gaps in Gen.Elements(0, 0, 1, 1, 1, 2, 3, 5, 9, 40).ListOf()
        from slots in Gen.Choose(0, Layout.SlotCount - 1).ListOf(gaps.Count)
        from amounts in Gen.Choose(1, 30_000_000).ListOf(gaps.Count)
        select History(gaps, slots, amounts)).ToArbitrary();

    [Fact]
    public void States_do_not_depend_on_the_order_in_which_events_come_inside_the_window() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, Gen.Choose(0, int.MaxValue).ToArbitrary(), (history, seed) =>
        {
            StateEvent[] shuffled = ShuffledInsideTheWindow(history, seed);

            Assert.Equal(Rolled(history), Rolled(shuffled));
        }));

    [Fact]
    public void Replaying_the_window_of_binary_events_changes_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, history =>
        {
            int[] state = Rolled(history);
            int[] before = [.. state];
            foreach (StateEvent e in history.Where(e => e.Slot != Layout.OutcomeSlot(1)))
                RollForward.Apply(Layout, state, e);

            Assert.Equal(before, state);
        }));

    [Fact]
    public void A_state_without_a_fact_is_the_state_of_a_history_in_which_it_was_only_seen() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, history =>
        {
            int[] state = Rolled(history);
            foreach (StateEvent fact in RollForward.Facts(Layout, state))
            {
                int[] without = [.. state];
                RollForward.LeaveOut(Layout, without, fact);

                Assert.NotEqual(state, without);
                Assert.Equal(Rolled([.. history.Select(e => e.Day == fact.Day && e.Slot == fact.Slot
                    ? new StateEvent(e.Day, StateEvent.Seen, 0)
                    : e)]), without);
            }
        }));

    [Fact]
    public void Units_equal_those_computed_straight_from_the_events() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, history =>
        {
            int[] state = Rolled(history);
            int oldest = history.Length == 0 ? Start : Layout.OldestDay(state);
            var visible = new float[Encoder.Width];
            foreach (int day in (int[])[oldest, oldest + 2, oldest + 4, oldest + 5, oldest + 30])
            {
                Encoder.Encode(state, day, visible);
                for (int u = 0; u < Encoder.Units; u++)
                    Assert.True(NaiveUnits.Of(history, Encoder.UnitSpecs[u], day) == visible[u], Encoder.UnitNames[u]);
            }
        }));

    [Fact]
    public void Numbers_equal_those_computed_straight_from_the_events() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, history =>
        {
            int[] state = Rolled(history);
            int oldest = history.Length == 0 ? Start : Layout.OldestDay(state);
            var row = new float[Encoder.Width];
            foreach (int day in (int[])[oldest, oldest + 2, oldest + 4, oldest + 5, oldest + 30])
            {
                Encoder.Encode(state, day, row);
                for (int i = 0; i < Encoder.Numbers.Count; i++)
                    Assert.Equal(NaiveNumbers.Of(history, Encoder.Numbers[i], day), row[Encoder.Units + i], 1e-5);
            }
        }));

    [Fact]
    public void Encoding_before_and_after_an_event_of_the_day_or_a_later_one_is_the_same() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, Gen.Choose(0, 4).ToArbitrary(), (history, ahead) =>
        {
            if (history.Length == 0)
                return;
            int day = history[^1].Day + 1;
            int[] state = Rolled(history);
            var before = new float[Encoder.Width];
            var after = new float[Encoder.Width];
            ulong version = RollForward.Version(Layout, state, day);

            Encoder.Encode(state, day, before);
            RollForward.Apply(Layout, state, new StateEvent(day + ahead, Layout.OutcomeSlot(0)));
            Encoder.Encode(state, day, after);

            Assert.Equal(before, after);
            if (ahead == 0)
                Assert.Equal(version, RollForward.Version(Layout, state, day));
        }));

    [Fact]
    public void Equal_versions_go_with_equal_units_and_a_changed_past_with_another_version() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, Gen.Choose(1, 4).ToArbitrary(), (history, back) =>
        {
            if (history.Length == 0)
                return;
            int[] state = Rolled(history);
            int open = StateLayout.OpenDayOf(state);
            ulong version = RollForward.Version(Layout, state, open);
            bool known = Ring.Micros(Layout, state, open - back, Layout.OutcomeSlot(0)) != 0;

            RollForward.Apply(Layout, state, new StateEvent(open - back, Layout.OutcomeSlot(0)));

            Assert.Equal(known, version == RollForward.Version(Layout, state, open));
        }));

    [Fact]
    public void An_event_taken_back_leaves_the_bits_of_a_history_without_it_in_any_order_inside_the_window() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Histories, Gen.Choose(0, int.MaxValue).ToArbitrary(), (history, seed) =>
        {
            var told = new ToldHistory(Layout, history, seed);

            Assert.Equal(Rolled([.. told.Left.OrderBy(e => e.Day)]), told.Roll(Rolled([])));
        }));

    private static StateEvent[] History(IList<int> gaps, IList<int> slots, IList<int> amounts)
    {
        var events = new StateEvent[gaps.Count];
        int day = Start;
        for (int i = 0; i < events.Length; i++)
        {
            day += gaps[i];
            long micros = slots[i] == Layout.OutcomeSlot(1) ? amounts[i] : StateEvent.One;
            events[i] = new StateEvent(day, (short)slots[i], micros);
        }
        return events;
    }

    private static int[] Rolled(StateEvent[] events)
    {
        var state = new int[Layout.Words];
        RollForward.Create(Layout, state, [0, 1, BitConverter.SingleToInt32Bits(61)]);
        foreach (StateEvent e in events)
            Assert.NotEqual(ApplyResult.Late, RollForward.Apply(Layout, state, e));
        return state;
    }

    // Each event is held back by at most the lateness allowed: none is late, the order is another.
    private static StateEvent[] ShuffledInsideTheWindow(StateEvent[] history, int seed)
    {
        var random = new Random(seed);
        return [.. history.OrderBy(e => e.Day + (random.NextDouble() * Layout.Schema.LatenessDays))];
    }
}
