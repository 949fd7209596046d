using WorldModel.Models.Heads;

namespace WorldModel.Models.Tests.Heads;

public sealed class GeneralisedLinearTests
{
    private static readonly double[] Truth = [-0.5, 0.8, -0.3, 0.0, 0.5];

    [Theory]
    [InlineData(OutcomeFamily.Binary)]
    [InlineData(OutcomeFamily.Amount)]
    public void A_fit_recovers_the_coefficients_that_made_the_data(OutcomeFamily family)
    {
        var rows = new ToyRows(7, 40_000, Truth, family);
        var fit = GeneralisedLinear.Fit(rows, rows.Targets, family, ToyRows.Free(Truth.Length), 0);
        for (var i = 0; i < Truth.Length; i++)
        {
            var error = Math.Sqrt(fit.Covariance[(i * Truth.Length) + i]);
            Assert.InRange(error, 1e-4, 0.03);
            Assert.InRange(fit.Coefficients[i], Truth[i] - (4 * error), Truth[i] + (4 * error));
        }

        if (family == OutcomeFamily.Amount)
            Assert.Equal(0.25, fit.Noise, 0.01);
    }

    [Theory]
    [InlineData(OutcomeFamily.Binary)]
    [InlineData(OutcomeFamily.Amount)]
    public void Ninety_percent_intervals_cover_about_ninety_times_in_a_hundred(OutcomeFamily family)
    {
        var covered = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var rows = new ToyRows(seed, 300, Truth, family);
            var fit = GeneralisedLinear.Fit(rows, rows.Targets, family, ToyRows.Free(Truth.Length), 1);
            var reach = HeadEstimate.Reach * fit.StandardError([0, 1, 0, 0, 0]);
            covered += Math.Abs(fit.Coefficients[1] - Truth[1]) <= reach ? 1 : 0;
        }

        Assert.InRange(covered, 80, 97);
    }

    [Theory]
    [InlineData(OutcomeFamily.Binary)]
    [InlineData(OutcomeFamily.Amount)]
    public void Gradient_and_information_are_the_slopes_of_the_likelihood(OutcomeFamily family)
    {
        var rows = new ToyRows(3, 700, Truth, family);
        double[] at = [0.1, -0.2, 0.3, 0.2, -0.1];
        var pass = LikelihoodPass.At(rows, rows.Targets, at, family, 2);
        const double Step = 1e-3;
        for (var i = 0; i < at.Length; i++)
        {
            var (up, down) = (Moved(rows, at, i, Step, family), Moved(rows, at, i, -Step, family));
            Assert.Equal((up.LogLikelihood - down.LogLikelihood) / (2 * Step), pass.Gradient[i], 0.01);
            for (var j = 0; j < at.Length; j++)
            {
                var slope = (up.Gradient[j] - down.Gradient[j]) / (2 * Step);
                Assert.Equal(-slope, pass.Information[(i * at.Length) + j], 0.2);
            }
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var rows = new ToyRows(5, 20_000, Truth, OutcomeFamily.Binary);
        var one = Fit(1);
        foreach (var threads in new[] { 2, 3, 7 })
        {
            var other = Fit(threads);
            Assert.Equal(one.Coefficients, other.Coefficients);
            Assert.Equal(one.Covariance, other.Covariance);
        }

        GeneralisedLinear Fit(int threads) => GeneralisedLinear.Fit(
            rows, rows.Targets, OutcomeFamily.Binary, ToyRows.Free(Truth.Length), threads);
    }

    [Fact]
    public void Learned_priors_silence_columns_without_effect_and_spare_the_others()
    {
        var truth = new double[41];
        truth[0] = -0.2;
        for (var i = 1; i <= 20; i++)
            truth[i] = i % 2 == 0 ? 0.4 : -0.4;
        var rows = new ToyRows(11, 3000, truth, OutcomeFamily.Binary);
        PriorGroup[] groups =
        [
            new("constant", [0], 1e-6, false),
            new("real", [.. Enumerable.Range(1, 20)], 10, true),
            new("noise", [.. Enumerable.Range(21, 20)], 10, true),
        ];
        var fit = GeneralisedLinear.Fit(rows, rows.Targets, OutcomeFamily.Binary, groups, 2);
        Assert.InRange(fit.Groups[1].Precision, 2, 20);
        Assert.True(fit.Groups[2].Precision > 100, $"precision {fit.Groups[2].Precision}");
        Assert.All(Enumerable.Range(21, 20), i => Assert.InRange(fit.Coefficients[i], -0.08, 0.08));
        Assert.All(Enumerable.Range(1, 20), i => Assert.InRange(fit.Coefficients[i] / truth[i], 0.5, 1.5));
    }

    [Fact]
    public void Separable_data_end_in_finite_coefficients()
    {
        double[] truth = [0, 200];
        var rows = new ToyRows(2, 400, truth, OutcomeFamily.Binary);
        PriorGroup[] groups = [new("all", [0, 1], 1, false)];
        var fit = GeneralisedLinear.Fit(rows, rows.Targets, OutcomeFamily.Binary, groups, 1);
        Assert.InRange(fit.Coefficients[1], 3, 20);
        Assert.All(fit.Covariance, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Columns_moved_into_the_constant_leave_predictions_at_their_values_as_they_were()
    {
        var rows = new ToyRows(9, 2000, Truth, OutcomeFamily.Binary);
        var fit = GeneralisedLinear.Fit(rows, rows.Targets, OutcomeFamily.Binary, ToyRows.Free(Truth.Length), 1);
        var moved = fit.MoveToConstant([1, 3], [0.7, -0.2]);
        double[] before = [1, 0.7, 0.4, -0.2, 0.1];
        double[] after = [1, 99, 0.4, 99, 0.1];
        Assert.Equal(Dot(fit.Coefficients, before), Dot(moved.Coefficients, after), 1e-12);
        Assert.Equal(fit.StandardError(before), moved.StandardError(after), 1e-12);
    }

    [Fact]
    public void Targets_of_another_number_than_rows_are_refused()
    {
        var rows = new ToyRows(1, 10, Truth, OutcomeFamily.Binary);
        Assert.Throws<ArgumentException>(() => GeneralisedLinear.Fit(
            rows, new float[9], OutcomeFamily.Binary, ToyRows.Free(Truth.Length), 1));
    }

    private static LikelihoodPass Moved(ToyRows rows, double[] at, int column, double step, OutcomeFamily family)
    {
        var moved = (double[])at.Clone();
        moved[column] += step;
        return LikelihoodPass.At(rows, rows.Targets, moved, family, 1);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
