using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Trials;

public sealed class TrialLogTests
{
    [Fact]
    public void Rows_that_agree_with_a_policy_are_kept_whole_and_in_order()
    {
        var log = Draw(1_000, 1);
        int[] policy = [.. Enumerable.Range(0, log.Rows).Select(row => log.Features[row] > 0 ? 1 : 2 * (row % 2))];
        var kept = log.Agreeing(policy)!;
        int[] rows = [.. Enumerable.Range(0, log.Rows).Where(row => log.Arm[row] == policy[row])];
        Assert.Equal(rows.Select(row => log.Features[row]), kept.Features);
        Assert.Equal(rows.Select(row => log.Value[row]), kept.Value);
        Assert.Equal(rows.Select(row => log.Cost[row]), kept.Cost);
        Assert.All(Enumerable.Range(0, kept.Rows), row => Assert.Equal(kept.Arm[row] == 1, kept.Features[row] > 0));
        Assert.Equal(1.0, Enumerable.Range(0, 3).Sum(kept.Share), 1e-9);
    }

    [Fact]
    public void A_policy_that_leaves_an_arm_too_few_rows_gives_nothing()
    {
        var log = Draw(300, 2);
        Assert.Null(log.Agreeing(new int[300]));
        Assert.NotNull(log.Agreeing(log.Arm));
        Assert.Null(log.Agreeing(log.Arm, 300));
    }

    [Fact]
    public void Two_logs_are_one_with_the_rows_of_both()
    {
        var (one, two) = (Draw(40, 3), Draw(60, 4));
        var both = one.With(two);
        Assert.Equal(100, both.Rows);
        Assert.Equal([.. one.Arm, .. two.Arm], both.Arm);
        Assert.Equal(.4 * one.Share(1) + .6 * two.Share(1), both.Share(1), 1e-9);
    }

    private static TrialLog Draw(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        double[] Noise() => [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
        int[] arm = [.. Enumerable.Range(0, rows).Select(row => row < 3 ? row : random.NextInt(3))];
        return new TrialLog(1, 3, [.. Noise().Select(x => (float)x)], arm, Noise(), Noise());
    }
}
