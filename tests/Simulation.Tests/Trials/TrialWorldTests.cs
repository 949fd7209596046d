using WorldModel.Models.Trials;
using WorldModel.Numerics;
using WorldModel.Simulation.Trials;

namespace WorldModel.Simulation.Tests.Trials;

public sealed class TrialWorldTests
{
    /// <summary>Features enter twice with other latents: the truth is the mean of many draws of the same
    /// consumer.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Lbcfs_truth_is_what_its_draws_average_to(double u)
    {
        var sample = new LbcfWorld(u, 3).Sample(400_000, new RandomStream(4));
        for (var arm = 0; arm < LbcfWorld.Arms; arm++)
        {
            var rows = Rows(sample, arm, row => Small(sample.Log, row));
            Near(sample.Log.Value, sample.Truth.Value, rows, arm);
            Near(sample.Log.Cost, sample.Truth.Cost, rows, arm);
        }
    }

    [Fact]
    public void The_linear_worlds_rows_follow_its_truth_and_its_truth_a_plane()
    {
        var sample = new LinearWorld(4).Sample(100_000, new RandomStream(5));
        for (var arm = 0; arm < LinearWorld.Arms; arm++)
        {
            var rows = Rows(sample, arm, _ => true);
            Near(sample.Log.Value, sample.Truth.Value, rows, arm);
            Near(sample.Log.Cost, sample.Truth.Cost, rows, arm);
            IsPlane(sample, sample.Truth.Value, arm);
            IsPlane(sample, sample.Truth.Cost, arm);
        }
    }

    [Fact]
    public void Lbcfs_weights_are_drawn_once_and_every_draw_is_another()
    {
        double First(int draw) =>
            new LbcfWorld(10, 1, draw).Sample(200, new RandomStream(9)).Truth.Value[1];
        Assert.Equal(First(0), First(0));
        Assert.NotEqual(First(0), First(1));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 10)]
    [InlineData(8, 10)]
    public void Criteo_like_rates_are_as_asked_and_rise_with_the_arm(int arms, double times)
    {
        var sample = new CriteoLikeWorld(arms, 5, times).Sample(40_000, new RandomStream(6));
        double Rate(double[] of, int arm) => Enumerable.Range(0, 40_000).Average(row => of[row * arms + arm]);
        Assert.Equal(times * .0382, Rate(sample.Truth.Cost, 0), .05 * times * .0382);
        Assert.Equal(times * .0485, Rate(sample.Truth.Cost, arms - 1), .05 * times * .0485);
        Assert.Equal(times * .0031, Rate(sample.Truth.Value, arms - 1), .1 * times * .0031);
        for (var row = 0; row < 1_000; row++)
        {
            for (var arm = 1; arm < arms; arm++)
            {
                Assert.True(sample.Truth.Cost[row * arms + arm] > sample.Truth.Cost[row * arms + arm - 1]);
                Assert.True(sample.Truth.Value[row * arms + arm] >= sample.Truth.Value[row * arms + arm - 1]);
            }
        }
    }

    [Fact]
    public void Criteo_like_rows_follow_their_truth_and_their_shares()
    {
        var sample = new CriteoLikeWorld(2, 7, 10).Sample(100_000, new RandomStream(8), [.15, .85]);
        Assert.Equal(.85, sample.Log.Share(1), .01);
        for (var arm = 0; arm < 2; arm++)
        {
            var rows = Rows(sample, arm, _ => true);
            Near(sample.Log.Value, sample.Truth.Value, rows, arm, arms: 2);
            Near(sample.Log.Cost, sample.Truth.Cost, rows, arm, arms: 2);
        }

        Assert.Equal(19.620, Enumerable.Range(0, 100_000).Average(row => sample.Log.Features[row * 12]), .1);
    }

    [Theory]
    [InlineData(0, .5)]
    [InlineData(1.96, .9750021)]
    [InlineData(-4, 3.167124e-5)]
    public void The_normal_distribution_is_that_of_the_tables(double z, double expected) =>
        Assert.Equal(expected, NormalDistribution.Cdf(z), 1e-7);

    /// <summary>Consumers in the middle, where a mean over draws is not ruled by a few.</summary>
    private static bool Small(TrialLog log, int row) =>
        Math.Abs(log.Features[4 * row + 2]) < 4 && Math.Abs(log.Features[4 * row + 3]) < 4;

    /// <summary>Least squares on 1 and the features leave nothing over.</summary>
    private static void IsPlane(TrialSample sample, double[] truth, int arm)
    {
        const int Rows = 500;
        const int Size = LinearWorld.FeatureCount + 1;
        double[] Inputs(int row) =>
            [1, .. sample.Log.Features.Skip(row * (Size - 1)).Take(Size - 1).Select(x => (double)x)];
        var (system, b) = (new double[Size * Size], new double[Size]);
        for (var row = 0; row < Rows; row++)
        {
            var x = Inputs(row);
            for (var i = 0; i < Size; i++)
            {
                for (var j = 0; j < Size; j++) system[i * Size + j] += x[i] * x[j];
                b[i] += x[i] * truth[row * LinearWorld.Arms + arm];
            }
        }

        Cholesky.Factor(system, Size);
        Cholesky.Solve(system, Size, b);
        for (var row = 0; row < Rows; row++)
            Assert.Equal(truth[row * LinearWorld.Arms + arm], Inputs(row).Zip(b, (x, w) => x * w).Sum(), 1e-5);
    }

    private static int[] Rows(TrialSample sample, int arm, Func<int, bool> where) =>
        [.. Enumerable.Range(0, sample.Log.Rows).Where(row => sample.Log.Arm[row] == arm && where(row))];

    private static void Near(double[] drawn, double[] truth, int[] rows, int arm, int arms = LbcfWorld.Arms)
    {
        var differences = Array.ConvertAll(rows, row => drawn[row] - truth[row * arms + arm]);
        var mean = differences.Average();
        var error = Math.Sqrt(differences.Average(d => (d - mean) * (d - mean)) / rows.Length);
        Assert.True(Math.Abs(mean) <= 4 * error + 1e-9, $"arm {arm}: off by {mean:G3}, standard error {error:G3}");
    }
}
