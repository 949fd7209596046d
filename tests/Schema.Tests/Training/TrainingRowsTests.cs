using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Schema.Tests.Training;

public sealed class TrainingRowsTests
{
    private static readonly ConsumerSchema Shop = TestSchemas.Shop;
    private static readonly DateOnly Monday = new(2025, 3, 24);

    [Fact]
    public void Windows_sum_over_the_days_from_the_action_on_and_must_be_whole()
    {
        ConsumerEvent[] events =
        [
            Event("1", "a", 0, "spend", 2.5), Event("2", "a", 2, "spend", 4), Event("3", "a", 3, "spend", 8),
            Event("4", "a", 2, "visit", 1), Event("4", "a", 2, "visit", 1), Event("2", "a", 2, "spend", 4),
            Event("5", "a", 1, "mail", 1, "blue"),
        ];
        TrainingSet set = TrainingRows.FromEvents(Shop, [], events, Monday, Monday.AddDays(4));

        Assert.Equal((3, 3), (set.Rows, set.Consumer.Length));
        Assert.Equal([6.5f, 12f, 12f], Enumerable.Range(0, 3).Select(r => set.OutcomeRow(r)[1]));
        Assert.Equal([0f, 0f, 1f], Enumerable.Range(0, 3).Select(r => set.OutcomeRow(r)[0]));
        Assert.Equal([0, 1, 0, 0], set.ActionRow(1).ToArray());
        Assert.All(set.Propensity, p => Assert.True(float.IsNaN(p)));
    }

    [Fact]
    public void What_is_taken_back_is_no_outcome_and_part_of_the_state_only_until_then()
    {
        ConsumerEvent[] events =
        [
            Event("1", "a", 0, "visit", 1), Event("2", "a", 0, "spend", 10), Event("3", "a", 0, "spend", 4),
            Back("4", "a", 2, "visit", "1"), Back("5", "a", 2, "spend", "2", 6), Back("6", "a", 3, "spend", "3"),
            // Refused, as serving refuses it: unknown, taken back before, out of the window.
            Back("7", "a", 3, "visit", "nothing"), Back("8", "a", 3, "visit", "1"), Back("9", "a", 9, "spend", "2"),
        ];
        TrainingSet set = TrainingRows.FromEvents(Shop, [], events, Monday, Monday.AddDays(7));
        var units = new Encoder(Shop).UnitNames.ToList();

        Assert.Equal([0f, 4f], set.OutcomeRow(0).ToArray());
        Assert.Equal([0f, 1f, 1f, 0f, 0f, 0f],
            Enumerable.Range(0, 6).Select(r => set.VisibleRow(r)[units.IndexOf("cum_visit_1plus")]));
        Assert.Equal([0f, 1f, 1f, 0f],
            Enumerable.Range(0, 4).Select(r => set.VisibleRow(r)[units.IndexOf("cum_spend_10plus")]));
    }

    [Fact]
    public void A_profile_in_the_events_holds_from_the_day_after_it()
    {
        int[] south = new AttributeResolver(Shop).Resolve([new("region", "south")]);
        var profile = new ConsumerEvent(
            "p", "a", new StateEvent(Monday.AddDays(1).DayNumber, StateEvent.Profile, 0), Attributes: south);
        TrainingSet set = TrainingRows.FromEvents(
            Shop, [], [profile, Event("1", "a", 0, "visit", 1)], Monday, Monday.AddDays(5));
        int unit = new Encoder(Shop).UnitNames.ToList().IndexOf("region_south");

        Assert.Equal([0f, 0f, 1f, 1f], Enumerable.Range(0, 4).Select(r => set.VisibleRow(r)[unit]));
    }

    [Fact]
    public void Actions_that_run_by_the_calendar_are_on_for_everybody()
    {
        // 30 March 2025 is the day on which Berlin's clocks go forward; days know no hours.
        ConsumerEvent[] events = [Event("1", "a", 0, "visit", 1), Event("2", "b", 0, "visit", 1)];
        TrainingSet set = TrainingRows.FromEvents(Shop, [], events, Monday, Monday.AddDays(9));

        for (int row = 0; row < set.Rows; row++)
            Assert.Equal(set.Day[row] == new DateOnly(2025, 3, 30).DayNumber ? 1 : 0, set.ActionRow(row)[3]);
        Assert.Equal(16, set.Rows);
    }

    [Fact]
    public void A_consumer_twice_or_too_short_a_span_is_bad_input()
    {
        ConsumerProfile a = new("a", new AttributeResolver(Shop).Unknown());

        string Field(ConsumerProfile[] consumers, int days) => Assert.Throws<InputException>(
            () => TrainingRows.FromEvents(Shop, consumers, [], Monday, Monday.AddDays(days))).Field;
        Assert.Equal("consumer", Field([a, a], 9));
        Assert.Equal("to", Field([a], 1));
    }

    [Fact]
    public void Selected_rows_keep_everything_of_theirs()
    {
        ConsumerEvent[] events = [Event("1", "a", 0, "visit", 1), Event("2", "b", 1, "spend", 3)];
        TrainingSet set = TrainingRows.FromEvents(Shop, [], events, Monday, Monday.AddDays(9));

        TrainingSet chosen = set.Select([13, 2]);

        Assert.Equal(2, chosen.Rows);
        Assert.Equal([set.Day[13], set.Day[2]], chosen.Day);
        Assert.Equal([set.Consumer[13], set.Consumer[2]], chosen.Consumer);
        Assert.Equal(set.VisibleRow(13), chosen.VisibleRow(0));
        Assert.Equal(set.OutcomeRow(2), chosen.OutcomeRow(1));
        Assert.Same(set.Consumers, chosen.Consumers);
    }

    [Fact]
    public void An_experiments_rows_see_the_history_before_their_day_and_the_tables_treatment()
    {
        ConsumerEvent[] events =
            [Event("1", "b", 0, "visit", 1), Event("2", "b", 3, "visit", 1), Event("3", "b", 3, "mail", 1, "blue")];
        ExperimentTable table = new(
            [Treatment.None, new Treatment("red", [new ActionLevel("mail", "red")])],
            [
                new ExperimentRow("b", Monday.AddDays(3).DayNumber, 1, .5f, 1, [1, 2.5], null),
                new ExperimentRow("a", Monday.DayNumber, 0, .5f, 0, [0, 0], [1, 1, 0]),
            ]);
        TrainingSet set = TrainingRows.FromExperiment(Shop, table, null, events);
        var encoder = new Encoder(Shop);
        int lag3 = encoder.UnitNames.ToList().IndexOf("visit_lag3");

        Assert.Equal(["b", "a"], set.Consumers);
        Assert.Equal(["none", "red"], set.Treatments);
        Assert.Equal([1, 0], set.Treatment);
        Assert.Equal([1, 0, 0, 0], set.ActionRow(0).ToArray());
        Assert.Equal([1, 2.5f], set.OutcomeRow(0).ToArray());
        Assert.Equal([1f, 0f], [set.VisibleRow(0)[lag3], set.VisibleRow(1)[lag3]]);
        Assert.Equal(1, set.VisibleRow(1)[encoder.UnitNames.ToList().IndexOf("region_south")]);
    }

    [Fact]
    public void Hillstrom_is_read_whole()
    {
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("hillstrom"));
        var report = new RowReport();
        ExperimentTable table = ExperimentReader.Read(Checkout.Data("hillstrom.csv"), schema, report);
        TrainingSet set = TrainingRows.FromExperiment(schema, table);

        Assert.Equal((64_000, 0), (report.Accepted, report.Refused));
        Assert.Equal(["none", "mens", "womens"], set.Treatments);
        Assert.Equal([21_306, 21_307, 21_387], Enumerable.Range(0, 3).Select(t => set.Treatment.Count(x => x == t)));
        Assert.Equal(9_394, Enumerable.Range(0, set.Rows).Count(r => set.OutcomeRow(r)[0] == 1));
        Assert.Equal(578, Enumerable.Range(0, set.Rows).Count(r => set.OutcomeRow(r)[1] == 1));
        Assert.All(set.Propensity, p => Assert.Equal(1 / 3f, p));
        for (int row = 0; row < set.Rows; row += 101)
        {
            // One unit of each of recency, history segment, history, zip code and channel; the three flags vary.
            float flags = set.VisibleRow(row)[24] + set.VisibleRow(row)[25] + set.VisibleRow(row)[29];
            Assert.Equal(5, set.VisibleRow(row).ToArray().Sum() - flags);
            Assert.Equal(set.Treatment[row], set.ActionRow(row)[0] + (2 * set.ActionRow(row)[1]));
        }
    }

    private static ConsumerEvent Back(
        string id, string consumer, int day, string name, string reverses, double? value = null)
    {
        var resolver = new EventResolver(new StateLayout(Shop));
        StateEvent e = resolver.ResolveReversal(Monday.AddDays(day).DayNumber, null, name, null, value);
        return new ConsumerEvent(id, consumer, e, Reverses: reverses);
    }

    private static ConsumerEvent Event(
        string id, string consumer, int day, string name, double value, string? level = null)
    {
        var resolver = new EventResolver(new StateLayout(Shop));
        int number = Monday.AddDays(day).DayNumber;
        return new ConsumerEvent(id, consumer, resolver.Resolve(number, null, name, level, value));
    }
}
