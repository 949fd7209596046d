using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Allocation.DecisionFocused.Bilevel;

/// <summary>
/// The upper loss's gradient in the bridge by the implicit function theorem: at the lower level's optimum
/// dU/d phi = - (d2 L / d phi d theta)' H^-1 dU/d theta, H = d2 L / d theta2, solved by conjugate gradients on products
/// of H (Bi-DFCL, NeurIPS 2025). Without it, H^-1 counts as 1: one step of descent.
/// </summary>
internal sealed class BridgeGradient
{
    private readonly Perceptron _network;
    private readonly BridgedLoss _loss;
    private readonly BilevelRecipe _recipe;
    private readonly PerceptronPass _pass;
    private readonly PerceptronCurvature _curvature;
    private readonly ConjugateGradients _solver;
    private readonly float[] _slopes;
    private readonly float[] _curvatures;
    private readonly float[] _gradient;
    private readonly float[] _solution;

    /// <param name="network">The lower level's, moved by <see cref="Descend"/>.</param>
    /// <param name="loss">The lower level's loss.</param>
    /// <param name="recipe">How it is solved.</param>
    /// <param name="mostRows">The largest batch.</param>
    public BridgeGradient(Perceptron network, BridgedLoss loss, BilevelRecipe recipe, int mostRows)
    {
        (_network, _loss, _recipe) = (network, loss, recipe);
        _pass = new PerceptronPass(network, mostRows);
        _curvature = new PerceptronCurvature(network, mostRows);
        _solver = new ConjugateGradients(network.Parameters.Length);
        _slopes = new float[mostRows * network.Outputs];
        _curvatures = new float[_slopes.Length];
        _gradient = new float[network.Parameters.Length];
        _solution = new float[network.Parameters.Length];
    }

    /// <summary>The lower level's gradient on the batch that was weighed; overwritten by the next.</summary>
    public ReadOnlySpan<float> Lower(ReadOnlySpan<float> features, int rows)
    {
        _network.Forward(features, rows, _pass);
        var count = rows * _network.Outputs;
        _loss.Slopes(_pass.Outputs, _slopes.AsSpan(0, count), _curvatures.AsSpan(0, count));
        Array.Clear(_gradient);
        _network.Backward(features, _pass, _slopes.AsSpan(0, count), _gradient);
        return _gradient;
    }

    /// <summary>Assumed steps: plain descent of the lower level's loss on the batch that was weighed.</summary>
    public void Descend(ReadOnlySpan<float> features, int rows, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var gradient = Lower(features, rows);
            for (var i = 0; i < gradient.Length; i++) _network.Parameters[i] -= _recipe.AssumedRate * gradient[i];
            _network.Refresh();
        }
    }

    /// <summary>Adds the gradient in the bridge; returns the products of H that it took.</summary>
    /// <param name="features">Of the batch that was weighed.</param>
    /// <param name="rows">Of it.</param>
    /// <param name="upper">dU/d theta at the network as it is.</param>
    /// <param name="gradient">Of the bridge's parameters.</param>
    public int Add(float[] features, int rows, ReadOnlySpan<float> upper, Span<float> gradient)
    {
        Lower(features.AsSpan(0, rows * _network.Inputs), rows);
        var products = 0;
        if (_recipe.Implicit)
        {
            products = _solver.Solve(
                (direction, product) => _curvature.Times(
                    features.AsSpan(0, rows * _network.Inputs), _pass, _slopes, _curvatures, direction, product),
                _recipe.Damping, upper, _solution, _recipe.SolverSteps, 1e-4);
        }
        else
        {
            upper.CopyTo(_solution);
        }

        var batch = features.AsSpan(0, rows * _network.Inputs);
        var moved = _curvature.Outputs(batch, _pass, _solution);
        _loss.AddBridgeGradient(batch, _pass.Outputs, moved, gradient);
        return products;
    }
}
