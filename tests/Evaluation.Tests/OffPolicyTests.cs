using WorldModel.Numerics;

namespace WorldModel.Evaluation.Tests;

public sealed class OffPolicyTests
{
    private static readonly OracleRows Rows = new();

    [Fact]
    public void Values_are_those_of_their_definitions()
    {
        var arm = Array.ConvertAll(Rows.Uniform[4], value => (int)(value * 3));
        var propensity = Array.ConvertAll(Rows.Uniform[3], value => .2 + .6 * value);
        var reward = Rows.Uniform[2].Zip(arm, (value, a) => value * a).ToArray();
        var model = Rows.Uniform[1].SelectMany(value => new[] { value * .5, value + .1, value + .6 }).ToArray();
        var policy = Array.ConvertAll(Rows.Uniform[0], value => (int)(value * 3));
        var offPolicy = new OffPolicy(3, arm, propensity, reward, model);

        Assert.Equal(0.5321774328081597, offPolicy.Scores(policy).Average(), 12);
        Assert.Equal(0.6895849049420792, offPolicy.Claimed(policy), 12);
        var inverse = offPolicy.Inverse(policy);
        Assert.Equal(0.3402189557243274, inverse.Ips, 12);
        Assert.Equal(0.4376393444456544, inverse.Snips, 12);
        Assert.Equal(122.47583360316517, inverse.EffectiveRows, 9);
    }

    [Fact]
    public void One_arm_for_all_is_worth_its_mean_whatever_the_model_says()
    {
        var stream = new RandomStream(5, 1);
        const int Count = 40_000;
        var arm = new int[Count];
        var reward = new double[Count];
        var wrong = new double[2 * Count];
        for (var row = 0; row < Count; row++)
        {
            arm[row] = stream.NextInt(2);
            reward[row] = 1 + 2 * arm[row] + stream.NextGaussian();
            (wrong[2 * row], wrong[2 * row + 1]) = (7, -3);
        }

        var half = Enumerable.Repeat(.5, Count).ToArray();
        Assert.Equal(3, new OffPolicy(2, arm, half, reward, wrong).Scores(1).Average(), .1);
        Assert.Equal(3, new OffPolicy(2, arm, half, reward).Scores(1).Average(), .03);
    }

    [Fact]
    public void Without_a_model_a_row_is_left_out_of_its_own_mean()
    {
        var offPolicy = new OffPolicy(2, [0, 0, 1], [.5, .5, .5], [2, 4, 9]);
        // Row 0: mean of the others 4, plus (2 - 4) / .5; row 2: no other of its arm, so 0 plus 9 / .5.
        Assert.Equal([0.0, 6, 3], offPolicy.Scores(0));
        Assert.Equal([9.0, 9, 18], offPolicy.Scores(1));
    }

    [Fact]
    public void Impossible_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new OffPolicy(2, [0], [0], [1]));
        Assert.Throws<ArgumentException>(() => new OffPolicy(2, [0], [double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new OffPolicy(2, [0], [1], [1], [1, 2, 3]));
    }
}
