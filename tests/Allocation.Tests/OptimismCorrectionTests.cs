using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Allocation.Tests;

public sealed class OptimismCorrectionTests
{
    private const int Consumers = 400;

    [Fact]
    public void Draws_that_agree_with_the_estimates_correct_nothing()
    {
        var plan = Plan([3, 1, 2], budget: 2);
        var found = OptimismCorrection.Of(plan, [Table([3, 1, 2]), Table([3, 1, 2])]);
        Assert.Equal(new OptimismCorrection(5, 0, 5, 5), found);
        Assert.Equal(5, found.Claimed);
    }

    [Fact]
    public void Optimism_is_the_regret_of_either_side_averaged_over_draws()
    {
        var plan = Plan([2, 1], budget: 1);
        var found = OptimismCorrection.Of(plan, [Table([1, 3]), Table([2, 1])]);

        // The first draw takes the second consumer: it gains 3 - 1 in its own eyes and loses 2 - 1 in the estimates'.
        Assert.Equal(1.5, found.Optimism, 12);
        Assert.Equal(0.5, found.Claimed, 12);
        Assert.Equal(1.05 - 1.5, found.Low, 12);
        Assert.Equal(1.95 - 1.5, found.High, 12);
    }

    [Fact]
    public void No_draw_makes_optimism_negative()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var random = new RandomStream(seed);
            var plan = Plan(Noisy(new double[20], 1, random), budget: 5);
            Assert.InRange(OptimismCorrection.Of(plan, [Table(Noisy(new double[20], 1, random))]).Optimism, 0, 1e9);
        }
    }

    [Fact]
    public void Among_noisy_estimates_the_corrected_claim_lies_nearer_to_what_comes_than_the_raw_one()
    {
        var (raw, corrected) = (0.0, 0.0);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new RandomStream(seed);
            var truth = Noisy(Enumerable.Repeat(2.0, Consumers), 0.5, random);
            var estimates = Noisy(truth, 0.5, random);
            var plan = Plan(estimates, budget: Consumers / 4);
            var draws = Enumerable.Range(0, 30).Select(_ => Table(Noisy(estimates, 0.5, random)));
            var found = OptimismCorrection.Of(plan, draws);
            var comes = 0.0;
            foreach (var option in plan.Taken)
                comes += option < 0 ? 0 : truth[option];
            raw += found.Raw / comes - 1;
            corrected += found.Claimed / comes - 1;
        }

        Assert.InRange(raw / 20, 0.10, 0.25);
        Assert.InRange(Math.Abs(corrected / 20), 0, raw / 40);
    }

    [Fact]
    public void Other_options_or_no_draws_are_refused()
    {
        var plan = Plan([2, 1], budget: 1);
        Assert.Throws<InputException>(() => OptimismCorrection.Of(plan, [Table([2, 1, 3])]));
        Assert.Throws<InputException>(() => OptimismCorrection.Of(plan, []));
    }

    private static double[] Noisy(IEnumerable<double> values, double deviation, RandomStream random) =>
        [.. values.Select(value => value + (deviation * random.NextGaussian()))];

    private static AllocationPlan Plan(double[] values, int budget) =>
        Frontier.Of(Table(values)).At(Micros.From((double)budget)!.Value);

    /// <summary>One option a consumer, at a cost of one.</summary>
    private static OptionTable Table(double[] values) => OptionTable.Dense(
        [.. Enumerable.Range(0, values.Length).Select(consumer => $"c{consumer}")], ["treat"], values,
        [.. values.Select(_ => Micros.From(1.0)!.Value)]);
}
