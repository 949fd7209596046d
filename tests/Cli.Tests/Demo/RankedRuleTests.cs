using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Tests.Demo;

public sealed class RankedRuleTests
{
    private static readonly OptionGrid Grid = new(["push"], [0.5], [1, 2, 3, 4]);

    [Fact]
    public void At_random_every_consumer_gets_the_same_share()
    {
        var plan = RankedRule.Plan("random", Grid, 0, new double[4], spend: 1);
        Assert.Equal([0.5, 0.5, 0.5, 0.5], plan.Share);
        Assert.Equal(1, plan.Spend(Grid), 12);
        Assert.Equal(5, plan.Delivered(Grid).Sum(), 12);
    }

    [Fact]
    public void A_flag_as_key_serves_the_flagged_first_and_the_others_by_lot()
    {
        var plan = RankedRule.Plan("loyal", Grid, 0, [0, 1, 0, 0], spend: 1);
        Assert.Equal([1 / 3.0, 1, 1 / 3.0, 1 / 3.0], plan.Share);
    }

    [Fact]
    public void The_last_consumer_may_get_a_fraction_so_that_all_rules_spend_alike()
    {
        var plan = RankedRule.Plan("likely", Grid, 0, [1, 2, 3, 4], spend: 0.75);
        Assert.Equal([0, 0, 0.5, 1], plan.Share);
        Assert.Equal(0.75, plan.Spend(Grid), 12);
    }

    [Fact]
    public void More_money_than_consumers_is_not_spent()
    {
        var plan = RankedRule.Plan("rich", Grid, 0, [1, 2, 3, 4], spend: 100);
        Assert.Equal(2, plan.Spend(Grid), 12);
    }

    [Fact]
    public void Nobody_gets_anything_without_money() =>
        Assert.All(RankedRule.Plan("poor", Grid, 0, [1, 2, 3, 4], spend: 0).Treatment, t => Assert.Equal(-1, t));
}
