namespace WorldModel.Schema.Tests;

public sealed class RollForwardTests
{
    private static readonly StateLayout Layout = new(TestSchemas.Shop);
    private static readonly int Monday = new DateOnly(2025, 6, 2).DayNumber;
    private static readonly short Visit = Layout.OutcomeSlot(0);
    private static readonly short Spend = Layout.OutcomeSlot(1);
    private readonly int[] _state = new int[Layout.Words];

    public RollForwardTests() => RollForward.Create(Layout, _state, new AttributeResolver(Layout.Schema).Unknown());

    [Fact]
    public void A_new_state_has_no_open_day_and_takes_events_of_any_day()
    {
        Assert.Equal(0, StateLayout.OpenDayOf(_state));
        Assert.Equal(ApplyResult.Applied, Apply(Monday, Visit));
        Assert.Equal(Monday, StateLayout.OpenDayOf(_state));
    }

    [Fact]
    public void Events_merge_inside_the_lateness_window_and_are_refused_beyond_it()
    {
        Apply(Monday, Visit);

        Assert.Equal(ApplyResult.Applied, Apply(Monday, Spend));
        Assert.Equal(ApplyResult.Merged, Apply(Monday - 4, Visit));
        int[] before = [.. _state];
        Assert.Equal(ApplyResult.Late, Apply(Monday - 5, Visit));
        Assert.Equal(before, _state);
    }

    [Fact]
    public void An_event_of_the_open_day_leaves_the_version_at_that_day_and_changes_the_next_days()
    {
        Apply(Monday - 1, Visit);
        Apply(Monday, Visit);
        ulong today = RollForward.Version(Layout, _state, Monday);
        ulong tomorrow = RollForward.Version(Layout, _state, Monday + 1);

        Apply(Monday, Spend);

        Assert.Equal(today, RollForward.Version(Layout, _state, Monday));
        Assert.NotEqual(tomorrow, RollForward.Version(Layout, _state, Monday + 1));
        Assert.Equal(2, RollForward.Pending(Layout, _state));
    }

    [Fact]
    public void A_late_event_and_new_attributes_change_the_version_and_closing_a_day_keeps_it()
    {
        Apply(Monday, Visit);
        ulong before = RollForward.Version(Layout, _state, Monday + 1);

        Apply(Monday + 1, Visit);
        Assert.Equal(before, RollForward.Version(Layout, _state, Monday + 1));

        Apply(Monday - 1, Visit);
        ulong merged = RollForward.Version(Layout, _state, Monday + 1);
        Assert.NotEqual(before, merged);

        RollForward.SetAttributes(Layout, _state, [1, 1, BitConverter.SingleToInt32Bits(44)]);
        Assert.NotEqual(merged, RollForward.Version(Layout, _state, Monday + 1));
        RollForward.SetAttributes(Layout, _state, new AttributeResolver(Layout.Schema).Unknown());
        Assert.Equal(merged, RollForward.Version(Layout, _state, Monday + 1));
    }

    [Fact]
    public void A_visit_told_twice_counts_once_and_amounts_of_a_day_add_up_to_the_millionth()
    {
        Apply(Monday, Visit);
        int[] once = [.. _state];
        Apply(Monday, Visit);
        Assert.Equal(once, _state);

        for (int i = 0; i < 10; i++)
            Apply(Monday, Spend, 100_000);
        Assert.Equal(StateEvent.One, Ring.Micros(Layout, _state, Monday, Spend));
    }

    [Fact]
    public void Actions_that_no_unit_depends_on_leave_only_their_day()
    {
        short fair = (short)Layout.Actions.IndexOf("fair", null);
        Apply(Monday, Visit);
        int pending = RollForward.Pending(Layout, _state);

        Apply(Monday, fair);

        Assert.False(Layout.Tracks(fair));
        Assert.Equal(pending, RollForward.Pending(Layout, _state));
        Assert.Equal(ApplyResult.Applied, Apply(Monday + 1, fair));
        Assert.Equal(Monday + 1, StateLayout.OpenDayOf(_state));
    }

    private ApplyResult Apply(int day, short slot, long micros = StateEvent.One) =>
        RollForward.Apply(Layout, _state, new StateEvent(day, slot, micros));
}
