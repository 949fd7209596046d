using WorldModel.Models.Heads;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>An outcome's logistic regression with learned priors, fitted on a world's training rows.</summary>
internal sealed class LinearHead
{
    private readonly EffectDesign _design;

    private LinearHead(EffectDesign design, GeneralisedLinear fit) => (_design, Fit) = (design, fit);

    public GeneralisedLinear Fit { get; }

    /// <summary>The coefficient that a driver has of its own, in units of its values.</summary>
    public double EffectOf(Driver driver) => Fit.Coefficients[_design.StartOf(driver.Name)] / driver.Scale;

    /// <summary>On some rows; all training rows where none are named.</summary>
    public static LinearHead Train(
        WorldData data, FeatureTable[] tables, Driver[] drivers, int outcome, int[]? rows = null,
        double? ridge = null) => Train(
            data, tables, drivers, rows ?? data.Train,
            Array.ConvertAll(rows ?? data.Train, row => data.Rows.OutcomeRow(row)[outcome]), OutcomeFamily.Binary,
            ridge);

    /// <param name="data">The world.</param>
    /// <param name="tables">Base columns.</param>
    /// <param name="drivers">What actions move.</param>
    /// <param name="rows">Rows to fit on.</param>
    /// <param name="targets">One a row.</param>
    /// <param name="family">0 or 1, or an amount: then what <see cref="Logits"/> gives is its mean.</param>
    /// <param name="ridge">One precision for all that is shrunk; null: each group's is learned.</param>
    public static LinearHead Train(
        WorldData data, FeatureTable[] tables, Driver[] drivers, int[] rows, float[] targets, OutcomeFamily family,
        double? ridge = null)
    {
        var design = new EffectDesign(data.Rows, tables, drivers, rows);
        PriorGroup[] priors = [.. design.Priors().Select(prior => ridge is { } precision && prior.Learned
            ? prior with { Precision = precision, Learned = false }
            : prior)];
        return new LinearHead(design, GeneralisedLinear.Fit(design, targets, family, priors, 0));
    }

    /// <summary>Log odds of some rows; an action may be set.</summary>
    public double[] Logits(int[] rows, (int, float)? set = null)
    {
        var design = _design.Over(rows, set);
        var logits = new double[rows.Length];
        Parallel.For(0, rows.Length, Slices.Options(0), () => new float[design.Features], (i, _, features) =>
        {
            design.Write(i, features);
            var sum = 0.0;
            for (var column = 0; column < features.Length; column++) sum += features[column] * Fit.Coefficients[column];
            logits[i] = sum;
            return features;
        }, _ => { });
        return logits;
    }

    public EffectEstimate Effect(int[] rows, Contrast contrast, bool imposed = false) => EffectEstimate.FromLogits(
        Logits(rows, (contrast.Action, 0)), Logits(rows, (contrast.Action, 1)), imposed);

    /// <summary>The mean effect on the logit scale and its 95 % interval by Laplace's posterior.</summary>
    public Evaluation.Estimate MeanEffect(int[] rows, Contrast contrast)
    {
        var (off, on) = (Mean(rows, (contrast.Action, 0)), Mean(rows, (contrast.Action, 1)));
        var difference = on.Zip(off, (a, b) => a - b).ToArray();
        var mean = difference.Zip(Fit.Coefficients, (a, b) => a * b).Sum();
        var error = Fit.StandardError(difference);
        return new Evaluation.Estimate(mean, mean - 1.96 * error, mean + 1.96 * error);
    }

    private double[] Mean(int[] rows, (int, float) set)
    {
        var design = _design.Over(rows, set);
        var (sum, features) = (new double[design.Features], new float[design.Features]);
        for (var i = 0; i < rows.Length; i++)
        {
            design.Write(i, features);
            for (var column = 0; column < sum.Length; column++) sum[column] += features[column];
        }

        return Array.ConvertAll(sum, value => value / rows.Length);
    }

    /// <summary>Mean negative log likelihood of some rows.</summary>
    public static double LogLoss(WorldData data, int[] rows, int outcome, double[] logits)
    {
        var loss = 0.0;
        for (var i = 0; i < rows.Length; i++)
            loss += Logit.Softplus(data.Rows.OutcomeRow(rows[i])[outcome] > 0 ? -logits[i] : logits[i]);
        return loss / rows.Length;
    }
}
