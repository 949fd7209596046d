using WorldModel.Evaluation.Backtests;
using WorldModel.Evaluation.Reports;
using WorldModel.Schema;
using Table = WorldModel.Schema.Readers.Table;

namespace WorldModel.Evaluation.Tests;

public sealed class BacktestTests
{
    private static readonly BacktestOptions Options = new() { Splits = 10, Replicates = 100, Seed = 3 };

    [Fact]
    public void A_model_that_knows_who_gains_beats_the_best_arm()
    {
        var world = new TwoArmWorld(withTrait: 1, without: -.5);
        var result = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test));
        var figures = result.Pooled;

        // Mail to all is worth 5.25, mail to those with the trait 5.5.
        Assert.Equal("mail", figures.BestArm.Arm);
        Assert.Equal(5.5, figures.Learned.Value, .05);
        Assert.Equal(.25, figures.BestArm.LearnedOver.Value, .05);
        Assert.True(figures.BestArm.LearnedOver.Above(0));
        Assert.Equal(.5, figures.BestArm.LearnedShare, .05);
        Assert.Equal(5.5, figures.Claimed.Value, .02);
        Assert.Equal(ReportStatus.Good, Verdict.Of(figures).Status);
        var uplift = Assert.Single(figures.Uplifts);
        Assert.Equal(("mail", "spend"), (uplift.Arm, uplift.Outcome));
        Assert.Equal(.25, uplift.Effect.Value, .1);

        // With half of the rows ranked first the curve is a triangle: (1.5 / 4) x (1 - 1/2) above the chance line.
        Assert.Equal(1.5 / 8, uplift.Qini.Value, .03);
        Assert.True(uplift.Qini.Above(0));
    }

    [Fact]
    public void Where_all_gain_alike_the_verdict_is_one_arm_for_all()
    {
        var world = new TwoArmWorld(withTrait: .5, without: .5);
        var figures = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test)).Pooled;
        var verdict = Verdict.Of(figures);

        Assert.Equal(0, figures.BestArm.LearnedOver.Value, 9);
        Assert.Equal(ReportStatus.Caution, verdict.Status);
        Assert.StartsWith("Send mail to all: choosing by consumer adds nothing", verdict.Sentence);
    }

    [Fact]
    public void A_mistaken_model_is_told_so_and_its_claim_shown()
    {
        var world = new TwoArmWorld(withTrait: 1, without: -.5);
        var figures = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test, 2, mistaken: true)).Pooled;
        var verdict = Verdict.Of(figures);

        // It mails those without the trait: 5 - .25, and claims 5 + 2 / 2.
        Assert.Equal(4.75, figures.Learned.Value, .05);
        Assert.Equal(6, figures.Claimed.Value, .05);
        Assert.Equal(ReportStatus.Bad, verdict.Status);
        Assert.StartsWith("Send mail to all: the model's choices earn $0.", verdict.Sentence);
        Assert.Contains(verdict.Reasons, reason => reason.Contains("too much", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_every_arm_harms_nobody_should_be_treated()
    {
        var world = new TwoArmWorld(withTrait: -1, without: -1);
        var figures = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test)).Pooled;
        Assert.StartsWith("Treat nobody", Verdict.Of(figures).Sentence);
    }

    [Fact]
    public void Cost_comes_off_the_value_where_no_budget_limits_it()
    {
        var world = new TwoArmWorld(withTrait: 1, without: .5, cost: .75);
        var figures = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test)).Pooled;

        // Mail pays for those with the trait only: 5 + .25 / 2, where mail to all earns 5 + .75 - .75.
        Assert.Equal(5.125, figures.Learned.Value, .05);
        Assert.Equal(5, figures.Arms[0].Value.Value, .07);
        Assert.Equal(.375, figures.Spend.Value, .02);
    }

    [Fact]
    public void A_budget_is_shared_by_the_halves_and_buys_an_arm_for_as_many_as_it_pays()
    {
        var world = new TwoArmWorld(withTrait: 1, without: .5, cost: .5);
        var budgets = new List<double>();
        var options = Options with
        {
            Budget = 500,
            Spend = (values, costs, budget) =>
            {
                budgets.Add(budget);
                var left = budget;
                var order = Enumerable.Range(0, values.Length / 2).OrderByDescending(row => values[2 * row]);
                var policy = Enumerable.Repeat(1, values.Length / 2).ToArray();
                foreach (var row in order.TakeWhile(_ => (left -= costs[0]) >= 0)) policy[row] = 0;
                return policy;
            },
        };
        var figures = Backtest.Run(world.Set, options, (_, test, _) => world.Predict(test)).Pooled;

        // 250 a half buy 500 of 2,000 mails: a quarter of the rows, who gain 1 where random ones gain .75.
        Assert.All(budgets, budget => Assert.Equal(250, budget, 9));
        Assert.Equal(.25, figures.Arms[0].Share, 9);
        Assert.Equal(.125, figures.Spend.Value, 9);
        Assert.Equal(5.25, figures.Learned.Value, .06);
        Assert.Equal(5.1875, figures.Arms[0].Value.Value, .06);
        Assert.Contains("mail to a random 25.0 %", string.Join(' ', Verdict.Of(figures).Reasons));
    }

    [Fact]
    public void Todays_policy_is_compared_row_by_row()
    {
        var world = new TwoArmWorld(withTrait: 1, without: -.5);
        var options = Options with { Today = [.. Enumerable.Repeat(1, world.Set.Rows)] };
        var figures = Backtest.Run(world.Set, options, (_, test, _) => world.Predict(test)).Pooled;
        Assert.Equal(5, figures.Today!.Value.Value, .06);
        Assert.Equal(.5, figures.LearnedOverToday!.Value.Value, .06);
        Assert.Contains(
            Verdict.Of(figures).Reasons, reason => reason.StartsWith("Against today's", StringComparison.Ordinal));
    }

    [Fact]
    public void Todays_policy_is_found_by_consumer_and_day_whatever_the_order_of_rows()
    {
        var set = new TwoArmWorld(1, 0, consumers: 2).Set;
        Array.Fill(set.Day, 1);
        (set.Day[1], set.Day[3]) = (0, 0);
        int[] Read(string rows) =>
            TodayColumn.Read(Table.Csv("t", new StringReader("consumer,day,today\n" + rows)), "today", set);

        Assert.Equal(
            [0, 1, 1, 0], Read("c1,0001-01-01,mail\nc1,0001-01-02,none\nc0,0001-01-01,none\nc0,0001-01-02,mail\n"));
        Assert.Equal("today", Assert.Throws<InputException>(() => Read("c1,0001-01-01,mail\n")).Field);
        Assert.Equal("today", Assert.Throws<InputException>(() => Read("c0,0001-01-02,letter\n")).Field);
        Assert.Throws<InputException>(() => TodayColumn.Read(
            Table.Csv("t", new StringReader("consumer,day\nc1,0001-01-01\n")), "today", set));
    }

    [Fact]
    public void The_report_says_the_verdict_first_and_asks_nothing_of_any_other_place()
    {
        var world = new TwoArmWorld(withTrait: 1, without: -.5, consumers: 200);
        var result = Backtest.Run(world.Set, Options, (_, test, _) => world.Predict(test));
        var page = BacktestReport.Build("Two arms", result, Options, [("seed", "3")]).Render();
        Assert.Contains("<h1>Let the model choose", page);
        Assert.DoesNotMatch(@"https?:|url\(|\ssrc=", page);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        var world = new TwoArmWorld(1, 0, consumers: 200);
        Estimate Value(ulong seed) => Backtest.Run(
            world.Set, Options with { Seed = seed }, (_, test, _) => world.Predict(test)).Pooled.Learned;
        Assert.Equal(Value(1), Value(1));
        Assert.NotEqual(Value(1), Value(2));
    }

    [Fact]
    public void Halves_part_consumers_not_rows()
    {
        var set = new TwoArmWorld(1, 0, consumers: 101).Set;
        var (trained, tested) = Backtest.Halves(set, 5, 0);
        Assert.Equal((102, 100), (trained.Length, tested.Length));
        Assert.Empty(trained.Select(row => set.Consumer[row]).Intersect(tested.Select(row => set.Consumer[row])));
        Assert.NotEqual(tested, Backtest.Halves(set, 5, 1).Tested);
    }

    [Fact]
    public void Pooled_intervals_hold_the_truth_about_as_often_as_they_say()
    {
        // Forty worlds of the same truth; the interval of mail over none should miss .5 in about one of twenty.
        var misses = 0;
        for (var world = 0; world < 40; world++)
        {
            var set = new TwoArmWorld(.5, .5, consumers: 150 + world).Set;
            var figures = Backtest.Run(
                set, Options with { Replicates = 2, Seed = (ulong)world },
                (_, test, _) => new Predictions(test.Rows, 2, 1)).Pooled;
            var over = figures.Arms[0].OverControl;
            if (over.Above(.5) || over.Below(.5)) misses++;
        }

        Assert.InRange(misses, 0, 7);
    }

    [Fact]
    public void Impossible_experiments_and_options_are_refused()
    {
        var world = new TwoArmWorld(1, 0, consumers: 20);
        Trainer train = (_, test, _) => world.Predict(test);
        string Field(BacktestOptions options) =>
            Assert.Throws<InputException>(() => Backtest.Run(world.Set, options, train)).Field;

        Assert.Equal("control", Field(Options with { Control = "nobody" }));
        Assert.Equal("budget", Field(Options with { Budget = 5 }));
        Assert.Equal("budget", Field(Options with { Budget = -1, Spend = (_, _, _) => [] }));
        Assert.Equal("splits", Field(Options with { Splits = 1 }));
        world.Set.Propensity[3] = float.NaN;
        Assert.Equal("rows[3].propensity", Field(Options));
        world.Set.Treatment[2] = -1;
        Assert.Equal("rows[2].treatment", Field(Options));
    }
}
