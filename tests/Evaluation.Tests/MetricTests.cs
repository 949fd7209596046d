namespace WorldModel.Evaluation.Tests;

/// <summary>Figures against scikit-learn 1.2, SciPy 1.10 and a NumPy script of the definitions.</summary>
public sealed class MetricTests
{
    private static readonly OracleRows Rows = new();

    [Fact]
    public void Auc_is_that_of_scikit_learn_ties_and_weights_included()
    {
        Assert.Equal(0.5259324009324009, Auc.Of(Rows.Score, Rows.Happened), 12);
        Assert.Equal(0.5663116599671238, new Auc(Rows.Score, Rows.Happened).Measure(Rows.Weight), 12);
    }

    [Fact]
    public void Auc_of_one_class_is_not_a_number_and_of_ties_a_half()
    {
        Assert.Equal(double.NaN, Auc.Of([1, 2], [true, true]));
        Assert.Equal(.5, Auc.Of([1, 1, 1], [true, false, true]));
        Assert.Equal(1, Auc.Of([3, 1, 2], [true, false, true]));
        Assert.Throws<ArgumentException>(() => Auc.Of([double.NaN], [true]));
    }

    [Fact]
    public void Log_loss_and_brier_are_those_of_scikit_learn()
    {
        Assert.Equal(0.843386649414188, ProbabilityScore.LogLoss(Rows.Probability, Rows.Happened), 12);
        Assert.Equal(0.2992902028691368, ProbabilityScore.Brier(Rows.Probability, Rows.Happened), 12);
    }

    [Fact]
    public void Spearman_is_that_of_scipy() => Assert.Equal(
        -0.009873513589343533,
        Correlation.Spearman(Rows.Score, [.. Rows.Uniform[2].Select(value => Math.Round(value * 10))]), 12);

    [Fact]
    public void Pehe_is_the_root_of_the_mean_squared_error() =>
        Assert.Equal(Math.Sqrt((1 + 4) / 2.0), Correlation.Pehe([1, 2], [0, 4]), 12);

    [Fact]
    public void Areas_of_uplift_are_those_of_their_definition()
    {
        var plain = new Uplift(Rows.Score, Rows.Treated, Rows.Outcome);
        AssertFigures((0.10109910114930157, 0.031948412938544724, 0.13296703296703297), plain.Measure([]));
        AssertFigures((0.118915632854938, 0.030115488859479803, 0.1708194194708451), plain.Measure(Rows.Weight));

        var propensity = Rows.Treated.Zip(Rows.Uniform[3], (t, u) => t ? .1 + .8 * u : .9 - .8 * u).ToArray();
        var weighted = new Uplift(Rows.Score, Rows.Treated, Rows.Outcome, propensity);
        AssertFigures((0.08058849139871607, 0.038351138830860956, 0.07957049340434284), weighted.Measure([]));
    }

    [Fact]
    public void A_score_that_tells_nothing_has_no_qini_and_half_the_effect()
    {
        var figures = new Uplift(new double[OracleRows.Count], Rows.Treated, Rows.Outcome).Measure([]);
        Assert.Equal(0, figures.Qini, 12);
        Assert.Equal(figures.AverageEffect / 2, figures.Auuc, 12);
    }

    [Fact]
    public void The_gain_curve_starts_at_nothing_and_ends_at_the_average_effect()
    {
        var uplift = new Uplift(Rows.Score, Rows.Treated, Rows.Outcome);
        var curve = uplift.GainCurve(1000);
        Assert.Equal((0, 0), curve[0]);
        Assert.Equal(uplift.Measure([]).AverageEffect, curve[^1].Gain, 12);
        Assert.Equal(uplift.Measure([]).Auuc, curve.Average(point => point.Gain), 2);
    }

    [Fact]
    public void Bins_hold_like_many_rows_and_never_part_equal_predictions()
    {
        var bins = Calibration.Bins(Rows.Probability, Rows.Outcome, 8);
        Assert.All(bins, bin => Assert.Equal(50, bin.Rows));
        Assert.Equal(Rows.Outcome.Average(), bins.Average(bin => bin.Observed.Value), 12);
        Assert.Equal(bins.Select(bin => bin.Predicted).Order(), bins.Select(bin => bin.Predicted));

        double[] tied = [.. Enumerable.Repeat(.25, 30), .. Enumerable.Repeat(.5, 10)];
        Assert.Equal([30, 10], Calibration.Bins(tied, new double[40], 10).Select(bin => bin.Rows));
    }

    [Fact]
    public void Shares_have_wilson_intervals()
    {
        double[] observed = [.. Enumerable.Repeat(1.0, 7), .. new double[33]];
        var bin = Assert.Single(Calibration.Bins(new double[40], observed, 1));
        Assert.Equal(0.0874541374603592, bin.Observed.Low!.Value, 9);
        Assert.Equal(0.31949990331787714, bin.Observed.High!.Value, 9);
        Assert.Equal(7 / 40.0, Calibration.ExpectedError([bin]), 12);
    }

    private static void AssertFigures((double Auuc, double Qini, double Effect) expected, UpliftFigures figures)
    {
        Assert.Equal(expected.Auuc, figures.Auuc, 12);
        Assert.Equal(expected.Qini, figures.Qini, 12);
        Assert.Equal(expected.Effect, figures.AverageEffect, 12);
    }
}
