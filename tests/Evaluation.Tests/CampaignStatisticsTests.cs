using WorldModel.Evaluation.Campaigns;
using WorldModel.Numerics;

namespace WorldModel.Evaluation.Tests;

/// <summary>A campaign report's statistics against plain formulas, and their intervals against the truth.</summary>
public sealed class CampaignStatisticsTests
{
    private const double Micros = 1e6;

    [Fact]
    public void Sums_of_products_are_the_same_in_any_order_and_parts()
    {
        var random = new RandomStream(1);
        var rows = Enumerable.Range(0, 500).Select(_ => new[] { 1, Draw(random), Draw(random) }).ToArray();
        var (whole, parts) = (new ProductSums(3), new[] { new ProductSums(3), new ProductSums(3) });
        foreach (var row in rows) whole.Add(row);
        random.Shuffle<long[]>(rows);
        foreach (var row in rows) parts[random.NextInt(2)].Add(row);
        parts[0].Add(parts[1]);

        Assert.Equal(whole.Raw, parts[0].Raw);
        Assert.Equal(500, whole.Rows);
        Assert.Equal(rows.Average(row => (double)row[1]), whole.Mean(1), 6);
        var mean = rows.Average(row => (double)row[1]);
        var variance = rows.Sum(row => (row[1] - mean) * (row[1] - mean)) / 499;
        Assert.Equal(1, whole.Covariance(1, 1) / variance, 9);
        Assert.Equal(whole.Covariance(1, 2), whole.Covariance(2, 1));
    }

    [Fact]
    public void A_variance_survives_a_mean_a_million_times_its_deviation()
    {
        var sums = new ProductSums(2);
        foreach (var value in new long[] { -1, 0, 1 }) sums.Add([1, 900_000_000_000_000 + value]);
        Assert.Equal(1, sums.Covariance(1, 1));
        sums.Add([1, long.MaxValue]);
        Assert.Equal(ProductSums.Most, (long)(sums.Exact(0, 1) - 3 * (Int128)900_000_000_000_000));
    }

    [Theory]
    [InlineData(850, 50, 100, true)] // as drawn
    [InlineData(880, 50, 70, true)]
    [InlineData(900, 50, 50, false)] // half of the hold-out is gone
    public void Groups_of_other_sizes_than_drawn_are_a_mismatch(int policy, int explore, int held, bool holds)
    {
        var found = SampleRatio.Of(
            [new("policy", policy, .85), new("explore", explore, .05), new("holdout", held, .10)]);
        Assert.Equal(holds, found.Holds);
        Assert.Equal(2, found.Degrees);
        // Two degrees of freedom: the tail is exp(-x / 2).
        Assert.Equal(Math.Exp(-found.ChiSquare / 2), found.P, 12);
        Assert.Contains(holds ? "have the sizes" : "do not read the lift", found.Words);
    }

    [Theory]
    [InlineData(3.841458820694124, 1, .05)]
    [InlineData(6.634896601021213, 1, .01)]
    [InlineData(7.814727903251179, 3, .05)]
    [InlineData(9.487729036781154, 4, .05)]
    [InlineData(124.34211340400407, 100, .05)]
    [InlineData(123.22522145336181, 99, .05)]
    public void Tails_of_chi_square_are_the_tables(double value, int degrees, double tail) =>
        Assert.Equal(tail, WorldModel.Models.ChiSquared.Exact(value, degrees), 6);

    [Fact]
    public void A_group_without_a_share_must_be_empty()
    {
        Assert.False(SampleRatio.Of([new("policy", 90, 1), new("explore", 1, 0)]).Holds);
        Assert.True(SampleRatio.Of([new("policy", 90, 1), new("explore", 0, 0)]).Holds);
        Assert.Equal(1, SampleRatio.Of([]).P);
    }

    [Fact]
    public void A_lift_is_welchs_difference_and_its_adjustment_a_regression_in_each_group()
    {
        var (treated, held) = (new ProductSums(LiftEstimate.Width), new ProductSums(LiftEstimate.Width));
        (double Y, double X)[] one = [(1, 0), (3, 1), (2, 1), (5, 3), (4, 2)];
        (double Y, double X)[] other = [(0, 0), (2, 2), (1, 1), (2, 1), (4, 4), (3, 2)];
        foreach (var (y, x) in one) treated.Add([1, (long)(y * Micros), (long)(x * Micros)]);
        foreach (var (y, x) in other) held.Add([1, (long)(y * Micros), (long)(x * Micros)]);
        var lift = LiftEstimate.Of(treated, held, Micros)!;

        Assert.Equal(1, lift.Plain.Value, 12);
        var plain = Math.Sqrt(2.5 / 5 + 2 / 6.0);
        Assert.Equal(SplitInterval.T975(8) * plain, lift.Plain.High!.Value - lift.Plain.Value, 9);
        // By least squares: slopes 1.3 / 1.3 and 1.6 / 1.866.., both at the common mean of x, 17 / 11.
        var centre = 17 / 11.0;
        var adjusted = 3 + Slope(one) * (centre - 7 / 5.0) - (2 + Slope(other) * (centre - 10 / 6.0));
        Assert.Equal(adjusted, lift.Adjusted!.Value.Value, 9);
        Assert.Equal(lift.Adjusted, lift.Headline);
        Assert.InRange(lift.Narrowing, .5, 1);
    }

    [Fact]
    public void Without_a_spread_of_what_was_known_the_plain_difference_is_the_headline()
    {
        var (treated, held) = (new ProductSums(LiftEstimate.Width), new ProductSums(LiftEstimate.Width));
        for (var i = 0; i < 5; i++)
        {
            treated.Add([1, i, 7]);
            held.Add([1, 2 * i, 7]);
        }

        var lift = LiftEstimate.Of(treated, held)!;
        Assert.Null(lift.Adjusted);
        Assert.Equal(lift.Plain, lift.Headline);
        Assert.Null(LiftEstimate.Of(treated, new ProductSums(LiftEstimate.Width)));
    }

    [Fact]
    public void Both_intervals_of_a_lift_cover_it_in_about_95_of_100_and_the_adjusted_one_is_narrower()
    {
        const int Worlds = 600;
        var random = new RandomStream(11);
        var (plain, adjusted, narrower) = (0, 0, 0.0);
        for (var world = 0; world < Worlds; world++)
        {
            var sums = new[] { new ProductSums(LiftEstimate.Width), new ProductSums(LiftEstimate.Width) };
            for (var i = 0; i < 500; i++)
            {
                var (held, x) = (random.Bernoulli(.1) ? 1 : 0, Math.Exp(.5 * random.NextGaussian()));
                // The effect grows with x: slopes differ. Its mean is .2 times that of x, exp(1 / 8).
                var y = 2 * x + (held == 0 ? .2 * x : 0) + random.NextGaussian();
                sums[held].Add([1, (long)(y * Micros), (long)(x * Micros)]);
            }

            var lift = LiftEstimate.Of(sums[0], sums[1], Micros)!;
            var truth = .2 * Math.Exp(.125);
            if (lift.Plain.Low <= truth && truth <= lift.Plain.High) plain++;
            if (lift.Adjusted!.Value.Low <= truth && truth <= lift.Adjusted.Value.High) adjusted++;
            narrower += lift.Narrowing / Worlds;
        }

        // Three standard errors of a share of .95 in 600 worlds are .027.
        Assert.InRange(plain / (double)Worlds, .92, .98);
        Assert.InRange(adjusted / (double)Worlds, .92, .98);
        Assert.InRange(narrower, .4, .7);
    }

    [Fact]
    public void Off_policy_values_are_the_textbooks_and_their_intervals_cover_with_clusters()
    {
        const int Worlds = 300;
        var random = new RandomStream(12);
        var (covered, gained, weighted) = (0, 0, 0);
        for (var world = 0; world < Worlds; world++)
        {
            var (sums, squares, rows) = Logged(random);
            var found = OffPolicyValue.Of(sums, squares)!;
            if (world == 0) AgreesWithOffPolicy(found, rows);
            if (found.DoublyRobust.Low <= 1.5 && found.DoublyRobust.High >= 1.5) covered++;
            if (found.OverNothing.Low <= .5 && found.OverNothing.High >= .5) gained++;
            if (found.MeanWeight.Low <= 1 && found.MeanWeight.High >= 1) weighted++;
        }

        Assert.InRange(covered / (double)Worlds, .91, .99);
        Assert.InRange(gained / (double)Worlds, .91, .99);
        Assert.InRange(weighted / (double)Worlds, .91, .99);
    }

    [Fact]
    public void Nothing_is_said_of_a_policy_that_no_decision_agrees_with()
    {
        var sums = new ProductSums(OffPolicyValue.Width);
        for (var i = 0; i < 9; i++) sums.Add([1, 3, 0, 0, 5, 5]);
        Assert.Null(OffPolicyValue.Of(sums, 0));
    }

    [Fact]
    public void A_difference_of_the_detectable_size_is_found_in_about_80_of_100()
    {
        var random = new RandomStream(13);
        var least = Power.MinimumDetectable(.3);
        var found = Enumerable.Range(0, 4000).Count(_ => Math.Abs(least + .3 * random.NextGaussian()) > 1.96 * .3);
        Assert.InRange(found / 4000.0, .77, .83);
        Assert.Equal(4, Power.TimesTheData(.3, least / 2), 9);
    }

    [Fact]
    public void What_more_budget_buys_lies_between_the_chords_and_the_tangents()
    {
        // value = 2 sqrt(budget), price = 1 / sqrt(budget)
        BudgetPoint[] points =
            [.. new[] { 1.0, 4, 9, 16, 25 }.Select(b => new BudgetPoint(b, 2 * Math.Sqrt(b), 1 / Math.Sqrt(b)))];
        var change = BudgetChange.Of(points, 9)!.Value;
        var truth = 2 * Math.Sqrt(9.9) - 6;
        Assert.InRange(truth, change.Least, change.Most);
        Assert.Equal(9.9, change.Budget, 9);
        Assert.Null(BudgetChange.Of(points, 26));
        Assert.Null(BudgetChange.Of([], 9));
        // At the last point only the tangent knows: nothing at least, at most price times budget.
        var last = BudgetChange.Of(points, 25)!.Value;
        Assert.Equal((0, .5), (last.Least, Math.Round(last.Most, 9)));
    }

    /// <summary>
    /// 400 consumers of 1 to 5 decisions each between nothing, worth 1, and a treatment, worth 1.5, with a consumer's
    /// own level on top; the propensity depends on the consumer. The model knows half of the level.
    /// </summary>
    private static (ProductSums Sums, Int128 Squares, List<Row> Rows) Logged(RandomStream random)
    {
        var (sums, squares, rows) = (new ProductSums(OffPolicyValue.Width), (Int128)0, new List<Row>());
        for (var consumer = 0; consumer < 400; consumer++)
        {
            var (level, chance) = (random.NextGaussian(), consumer % 2 == 0 ? .3 : .6);
            var line = new long[OffPolicyValue.Width];
            line[0] = 1;
            for (var decisions = 1 + random.NextInt(5); decisions > 0; decisions--)
            {
                var taken = random.Bernoulli(chance) ? 1 : 0;
                var p = taken == 1 ? chance : 1 - chance;
                var reward = 1 + .5 * taken + level + random.NextGaussian();
                var model = (None: 1 + level / 2, Treated: 1.4 + level / 2);
                var weight = taken == 1 ? 1 / p : 0;
                var score = model.Treated + weight * (reward - model.Treated);
                var nothing = model.None + (taken == 0 ? (reward - model.None) / p : 0);
                line[1]++;
                line[2] += (long)(weight * reward * Micros);
                line[3] += (long)(weight * Micros);
                line[4] += (long)(score * Micros);
                line[5] += (long)((score - nothing) * Micros);
                squares += (Int128)(weight * Micros) * (Int128)(weight * Micros);
                rows.Add(new Row(taken, p, reward, model.None, model.Treated));
            }

            sums.Add(line);
        }

        return (sums, squares, rows);
    }

    private static void AgreesWithOffPolicy(OffPolicyValue found, List<Row> rows)
    {
        var plain = new OffPolicy(2, [.. rows.Select(r => r.Taken)], [.. rows.Select(r => r.P)],
            [.. rows.Select(r => r.Reward)], [.. rows.SelectMany(r => new[] { r.None, r.Treated })]);
        int[] treatAll = [.. rows.Select(_ => 1)];
        var inverse = plain.Inverse(treatAll);
        Assert.Equal(inverse.Ips, found.Ips.Value, 4);
        Assert.Equal(inverse.Snips, found.Snips.Value, 4);
        Assert.Equal(inverse.EffectiveRows, found.EffectiveDecisions, .01);
        Assert.Equal(plain.Scores(1).Average(), found.DoublyRobust.Value, 4);
        Assert.Equal(plain.Scores(1).Average() - plain.Scores(0).Average(), found.OverNothing.Value, 4);
    }

    private static double Slope((double Y, double X)[] points)
    {
        var (y, x) = (points.Average(p => p.Y), points.Average(p => p.X));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    private static long Draw(RandomStream random) => (long)(random.NextGaussian() * 1e9);

    private sealed record Row(int Taken, double P, double Reward, double None, double Treated);
}
