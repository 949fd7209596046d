using WorldModel.Numerics.Autodiff;

namespace WorldModel.Numerics.Tests.Autodiff;

/// <summary>
/// Records a computation in float64 on random leaves and weights, and compares every partial derivative with a central
/// difference.
/// </summary>
internal sealed class GradientCheck(ulong seed, int sequences = 1)
{
    private const double Step = 1e-5;
    private readonly RandomStream _random = new(seed);
    private readonly List<Tensor<double>> _leaves = [];

    public Tape<double> Tape { get; } = new(sequences);

    public ParameterSet<double> Weights { get; } = new();

    public Tensor<double> Leaf(int rows, int width)
    {
        var leaf = Tape.Input(rows, width, needsGradient: true);
        Fill(leaf.Value);
        _leaves.Add(leaf);
        return leaf;
    }

    public Tensor<double> Shares(int rows, int width)
    {
        var shares = Tape.Input(rows, width);
        for (var row = 0; row < rows; row++)
        {
            var total = 0.0;
            foreach (ref var share in shares.Value.Slice(row * width, width))
                total += share = _random.NextDouble() + .1;
            foreach (ref var share in shares.Value.Slice(row * width, width)) share /= total;
        }

        return shares;
    }

    public Parameter<double> Weight(int rows, int width) => Weights.Add($"w{rows}x{width}", rows, width);

    /// <summary>Checks sum of weight x (y - target)^2 with random weights and targets, or y itself where it is
    /// 1 x 1.</summary>
    public void Holds(Tensor<double> y)
    {
        Fill(Weights.Values);
        Weights.Changed();
        var loss = y.Length == 1 ? y : Tape.SquaredError(y, Filled(y.Rows, y.Width), Shares(y.Rows, 1));
        Tape.Forward();
        Tape.Backward(loss);
        var gradients = _leaves.Select(leaf => leaf.Gradient.ToArray()).ToArray();
        var weightGradient = Weights.Length > 0 ? Tape.Gradient(Weights).ToArray() : [];
        for (var leaf = 0; leaf < _leaves.Count; leaf++)
            for (var i = 0; i < gradients[leaf].Length; i++)
                Compare(_leaves[leaf].Value, i, loss, gradients[leaf][i], $"leaf {leaf} element {i}");
        for (var i = 0; i < weightGradient.Length; i++)
            Compare(Weights.Values, i, loss, weightGradient[i], $"weight {i}");
    }

    private void Compare(Span<double> numbers, int i, Tensor<double> loss, double actual, string what)
    {
        var kept = numbers[i];
        numbers[i] = kept + Step;
        Tape.Forward();
        var above = loss.Value[0];
        numbers[i] = kept - Step;
        Tape.Forward();
        var expected = (above - loss.Value[0]) / (2 * Step);
        numbers[i] = kept;
        if (!(Math.Abs(expected - actual) <= 2e-7 * Math.Max(1, Math.Abs(expected))))
            Assert.Fail($"{what}: a central difference gives {expected:R}, the tape {actual:R}");
    }

    private Tensor<double> Filled(int rows, int width)
    {
        var tensor = Tape.Input(rows, width);
        Fill(tensor.Value);
        return tensor;
    }

    private void Fill(Span<double> numbers)
    {
        foreach (ref var number in numbers) number = _random.NextGaussian();
    }
}
