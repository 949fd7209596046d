using System.Buffers;
using WorldModel.Models.Heads;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// A model whose heads' coefficients are one draw from their Laplace posterior: a world that the data do not exclude.
/// Allocate by draws, value each allocation by the model itself, and the mean gap between what a draw claims and what
/// the model says is how much choosing the best-looking inflates a claim (the winner's curse).
/// </summary>
public sealed class PosteriorDraw : IResponseModel
{
    private const int InferRows = 256;

    /// <summary>Added to variances of columns that were frozen, so that a factor exists.</summary>
    private const double Jitter = 1e-10;

    private readonly FrozenModel _model;
    private readonly LevelTable _levels;

    private PosteriorDraw(FrozenModel model, OutcomeHead[] heads)
    {
        _model = model;
        _levels = new LevelTable(new HeadBank(heads), new DerivedInputs(model.Schema), heads.Length);
    }

    /// <inheritdoc/>
    public ConsumerSchema Schema => _model.Schema;

    /// <summary>Draws as many as asked for; factors each head's covariance once.</summary>
    public static PosteriorDraw[] Of(FrozenModel model, int count, RandomStream random)
    {
        var factors = model.Heads.Select(head => Factor(head.Fit)).ToArray();
        var draws = new PosteriorDraw[count];
        for (var d = 0; d < count; d++)
            draws[d] = new PosteriorDraw(model, [.. model.Heads.Select((head, h) => Draw(head, factors[h], random))]);
        return draws;
    }

    /// <inheritdoc/>
    public void Levels(ReadOnlySpan<float> visible, int rows, TreatmentPlan plan, Span<float> levels)
    {
        var belief = ArrayPool<float>.Shared.Rent(InferRows * _model.BeliefUnits);
        var width = plan.Options * _model.Heads.Count;
        for (var start = 0; start < rows; start += InferRows)
        {
            var count = Math.Min(InferRows, rows - start);
            var seen = visible.Slice(start * _model.Width, count * _model.Width);
            _model.Infer(seen, count, belief.AsSpan(0, count * _model.BeliefUnits));
            _model.Fill(_levels, seen, belief, count, plan, levels.Slice(start * width, count * width));
        }

        ArrayPool<float>.Shared.Return(belief);
    }

    private static double[] Factor(GeneralisedLinear fit)
    {
        var size = fit.Coefficients.Length;
        var factor = (double[])fit.Covariance.Clone();
        for (var i = 0; i < size; i++)
            factor[(i * size) + i] += Jitter;
        Cholesky.Factor(factor, size);
        return factor;
    }

    private static OutcomeHead Draw(OutcomeHead head, double[] factor, RandomStream random)
    {
        var coefficients = (double[])head.Fit.Coefficients.Clone();
        var noise = new double[coefficients.Length];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = random.NextGaussian();
        for (var i = 0; i < coefficients.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                coefficients[i] += factor[(i * noise.Length) + j] * noise[j];
        }

        return new OutcomeHead(head.Outcome, head.Design, head.Fit with { Coefficients = coefficients });
    }
}
