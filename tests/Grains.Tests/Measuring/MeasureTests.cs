using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Measuring;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Measuring;

/// <summary>
/// A campaign's measure against the naive one: all that happened is written down, and the sums are made from it at the
/// end. Windows of one and three days, a binary outcome and an amount, late events and taken-back ones.
/// </summary>
public sealed class MeasureTests
{
    private const int Rows = 5;
    private const int FirstDay = 739_500;

    private static readonly ConsumerSchema Schema = ConsumerSchema.Parse("""
        {
          "name": "shop", "version": 1, "timeZone": "UTC", "lagDays": 6, "latenessDays": 2,
          "attributes": [ { "name": "loyalty", "kind": "flag" } ],
          "actions": [ { "name": "push" }, { "name": "coupon" } ],
          "outcomes": [
            { "name": "visit", "kind": "binary", "windowDays": 3, "drivers": ["push"],
              "recency": { "name": "visited_within", "days": [7] } },
            { "name": "spend", "kind": "amount", "drivers": ["push"], "cumulative": { "name": "cum", "cuts": [5] } },
            { "name": "view", "kind": "binary", "drivers": ["push"] }
          ],
          "lags": ["visit", "spend"]
        }
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Sums_kept_up_event_by_event_are_those_made_at_the_end(ulong seed)
    {
        var random = new RandomStream(seed);
        var state = New(out var measure);
        var naive = new NaiveMeasure(measure.Terms.Spec, Schema);
        for (var day = FirstDay; day < FirstDay + 14; day++)
        {
            for (var row = 0; row < Rows; row++)
            {
                if (day == FirstDay + row) Enter(state, measure, naive, row, day, random);
                for (var events = random.NextInt(4); events > 0; events--) Happen(state, naive, row, day, random);
                if (day >= FirstDay + row && random.Bernoulli(.8)) Decide(state, measure, naive, row, day, random);
                for (var events = random.NextInt(3); events > 0; events--) Happen(state, naive, row, day, random);
            }
        }

        if (seed == 4) state.Forget(1);
        Equal(naive.Moments(), Sums(measure));
    }

    [Fact]
    public void An_event_taken_back_leaves_the_sums_as_if_it_had_never_come()
    {
        var (one, other) = (New(out var measure), New(out var without));
        foreach (var (state, kept) in new[] { (one, measure), (other, without) })
        {
            kept.Enter(0, FirstDay, CampaignGroup.Policy, 5, state.Rows[0].State);
            kept.Decide(Decision(0, FirstDay, [10, 20]), state.Rows[0].State);
            state.Observe(0, 1, new StateEvent(FirstDay, Slot(0)));
        }

        one.Observe(0, 2, new StateEvent(FirstDay + 1, Slot(1), 7_500_000));
        one.Observe(0, 3, new StateEvent(FirstDay + 1, Slot(0)));
        Assert.NotEqual(Bytes(without), Bytes(measure));
        one.TakeBack(0, 4, FirstDay + 2, 2, 3_000_000);
        one.TakeBack(0, 5, FirstDay + 2, 3, StateEvent.One);
        one.TakeBack(0, 6, FirstDay + 2, 2, 4_500_000);
        Equal(Sums(without), Sums(measure));
    }

    [Fact]
    public void An_outcome_that_no_state_keeps_counts_as_it_comes_and_goes()
    {
        var state = New(out var measure, new OutcomeValue("view", .01, 1));
        measure.Enter(0, FirstDay, CampaignGroup.Policy, 5, state.Rows[0].State);
        measure.Decide(Decision(0, FirstDay, [10, 20]), state.Rows[0].State);
        state.Observe(0, 1, new StateEvent(FirstDay, Slot(2)));
        Assert.Equal(10_000, (long)Sums(measure).Groups[0].Exact(0, 1));
        Assert.Equal(11_111, (long)Sums(measure).Values[3].Exact(0, 2));
        state.TakeBack(0, 2, FirstDay, 1, StateEvent.One);
        Assert.Equal(0, (long)Sums(measure).Groups[0].Exact(0, 1));
        Assert.Equal(0, (long)Sums(measure).Values[3].Exact(0, 2));
    }

    [Fact]
    public void After_the_close_outcomes_of_the_last_window_count_and_nobody_comes_in()
    {
        var state = New(out var measure);
        measure.Enter(0, FirstDay, CampaignGroup.Holdout, 5, state.Rows[0].State);
        measure.Decide(Decision(0, FirstDay, [10, 20]), state.Rows[0].State);
        var last = FirstDay + measure.Terms.Spec.Values.Max(
            v => Schema.Outcomes.Single(outcome => outcome.Name == v.Outcome).WindowDays) - 1;
        measure.Close(FirstDay);
        Assert.Equal(last, measure.LastDay);
        var closed = Bytes(measure);
        measure.Enter(1, FirstDay, CampaignGroup.Holdout, 5, state.Rows[1].State);
        Assert.Equal(closed, Bytes(measure));
        state.Observe(0, 1, new StateEvent(last, Slot(0)));
        Assert.NotEqual(closed, Bytes(measure));
        var told = Bytes(measure);
        state.Observe(0, 2, new StateEvent(last + 1, Slot(0)));
        Assert.Equal(told, Bytes(measure));
    }

    [Fact]
    public void When_nothing_more_is_waited_for_the_sums_stay_and_the_rows_go()
    {
        var state = New(out var measure);
        measure.Enter(0, FirstDay, CampaignGroup.Holdout, 5, state.Rows[0].State);
        measure.Decide(Decision(0, FirstDay, [10, 20]), state.Rows[0].State);
        var before = Bytes(measure);
        measure.Close(FirstDay);
        var over = measure.LastDay + Schema.LatenessDays + 1;
        Assert.False(measure.IsOver(over - 1));
        Assert.True(measure.IsOver(over));
        measure.Settle();
        state.Observe(0, 1, new StateEvent(FirstDay, Slot(0)));
        measure.Close(FirstDay);
        Assert.Equal(before, Bytes(measure));
        Assert.Equal(0, measure.Bytes);
        Assert.False(measure.IsOver(over));
    }

    [Fact]
    public void Sums_add_up_to_the_same_whatever_the_parts()
    {
        var random = new RandomStream(9);
        var state = New(out var measure);
        var naive = new NaiveMeasure(measure.Terms.Spec, Schema);
        for (var row = 0; row < Rows; row++) Enter(state, measure, naive, row, FirstDay, random);
        for (var i = 0; i < 50; i++) Happen(state, naive, i % Rows, FirstDay + (i / 10), random);
        var (whole, parts) = (new CampaignMoments(2), new CampaignMoments(2));
        measure.AddRows(whole, 0, Rows);
        measure.AddRows(parts, 2, Rows);
        measure.AddRows(parts, 0, 2);
        Equal(whole, parts);
        Equal(whole, MomentsCodec.Decode(MomentsCodec.Encode(whole)));
    }

    private static ShardState New(out CampaignMeasure measure, params OutcomeValue[] values)
    {
        var spec = Worlds.Spec() with
        {
            Treatments =
            [
                new TreatmentSpec("push", [new ActionSetting("push", "1")], .05, null),
                new TreatmentSpec("coupon", [new ActionSetting("coupon", "1")], .15, null),
            ],
            Values = [new OutcomeValue("visit", .3, 1), new OutcomeValue("spend", 1, .1), .. values],
        };
        var state = new ShardState(Schema);
        for (var row = 0; row < Rows; row++) state.Ensure($"c{row}");
        state.Begin(CampaignTerms.Of(Schema, spec), 1, "model", FirstDay);
        measure = state.Measures[spec.Id];
        return state;
    }

    private static void Enter(
        ShardState state, CampaignMeasure measure, NaiveMeasure naive, int row, int day, RandomStream random)
    {
        var (group, untreated) = ((CampaignGroup)(1 + random.NextInt(3)), random.NextInt(1_000_000));
        measure.Enter(row, day, group, untreated, state.Rows[row].State);
        measure.Enter(row, day + 1, CampaignGroup.Policy, 0, state.Rows[row].State);
        naive.Enter(row, day, group, untreated);
    }

    private static void Decide(
        ShardState state, CampaignMeasure measure, NaiveMeasure naive, int row, int day, RandomStream random)
    {
        long[] values = [random.NextInt(100_000), CampaignColumns.Excluded];
        var decision = new MeasuredDecision
        {
            Row = row,
            Day = day,
            Group = random.Bernoulli(.1) ? CampaignGroup.Fallback : (CampaignGroup)(1 + random.NextInt(3)),
            Option = random.NextInt(3) - 1,
            Policy = random.NextInt(3) - 1,
            Eligible = (ulong)random.NextInt(4),
            Propensity = .01 + (.99 * random.NextDouble()),
            Untreated = random.NextInt(1_000_000),
            Values = values,
            CostMicros = 50_000,
            ValueMicros = values[0],
            Reason = random.Bernoulli(.5) ? "best-net" : "explore",
        };
        measure.Decide(decision, state.Rows[row].State);
        naive.Decide(decision, values);
    }

    private static MeasuredDecision Decision(int row, int day, long[] values) => new()
    {
        Row = row,
        Day = day,
        Group = CampaignGroup.Policy,
        Option = 1,
        Policy = 1,
        Eligible = 3,
        Propensity = .9,
        Untreated = 1_000,
        Values = values,
        CostMicros = 50_000,
        ValueMicros = values[1],
        Reason = "best-net",
    };

    /// <summary>An event of a day inside the lateness, or one taken back.</summary>
    private static void Happen(ShardState state, NaiveMeasure naive, int row, int day, RandomStream random)
    {
        var (of, outcome) = (day - random.NextInt(3), random.NextInt(2));
        var micros = outcome == 1 ? random.NextInt(20) * 1_000_000 : StateEvent.One;
        var id = ((UInt128)naive.NextId << 8) + 1;
        if (state.Observe(row, id, new StateEvent(of, Slot(outcome), micros)) == ApplyResult.Late) return;
        naive.Observe(row, of, outcome, micros);
        if (!random.Bernoulli(.3)) return;
        if (state.TakeBack(row, id + 1, day, id, micros) == ApplyResult.Late) return;
        naive.Observe(row, of, outcome, -micros);
    }

    private static short Slot(int outcome) => new StateLayout(Schema).OutcomeSlot(outcome);

    private static CampaignMoments Sums(CampaignMeasure measure)
    {
        var sums = new CampaignMoments(2);
        measure.AddRows(sums, 0, int.MaxValue);
        sums.Add(measure.Sums);
        return sums;
    }

    private static byte[] Bytes(CampaignMeasure measure) => MomentsCodec.Encode(Sums(measure));

    /// <summary>Equal but for days on which nothing is left.</summary>
    private static void Equal(CampaignMoments expected, CampaignMoments actual)
    {
        for (var group = 0; group < CampaignMoments.GroupCount; group++)
            Assert.Equal(expected.Groups[group].Raw, actual.Groups[group].Raw);
        for (var policy = 0; policy < expected.Policies; policy++)
            Assert.Equal(expected.Values[policy].Raw, actual.Values[policy].Raw);
        Assert.Equal(expected.SquaredWeights, actual.SquaredWeights);
        Assert.Equal(expected.Uncovered, actual.Uncovered);
        Assert.Equal(expected.Explored, actual.Explored);
        Assert.Equal(expected.ExploredExpected, actual.ExploredExpected);
        Assert.Equal(expected.Reasons, actual.Reasons);
        foreach (var day in expected.Days.Keys.Union(actual.Days.Keys))
        {
            var (one, other) = (expected.Day(day), actual.Day(day));
            Assert.Equal(
                (one.Decisions, one.SpendMicros, one.PolicySpendMicros, one.ClaimedMicros),
                (other.Decisions, other.SpendMicros, other.PolicySpendMicros, other.ClaimedMicros));
            for (var group = 0; group < CampaignMoments.GroupCount; group++)
                Assert.Equal(one.Groups[group].Raw, other.Groups[group].Raw);
        }
    }
}
