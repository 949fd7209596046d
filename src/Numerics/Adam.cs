using System.Numerics;

namespace WorldModel.Numerics;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) over one flat vector of parameters. Weight decay is added to the gradient
/// (L2, as PyTorch's Adam does), not decoupled.
/// </summary>
public sealed class Adam
{
    private readonly float[] _mean;
    private readonly float[] _square;
    private double _power1 = 1;
    private double _power2 = 1;

    public Adam(int parameters, float learningRate, float beta1 = .9f, float beta2 = .999f, float epsilon = 1e-8f,
        float weightDecay = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameters);
        (LearningRate, Beta1, Beta2, Epsilon, WeightDecay) = (learningRate, beta1, beta2, epsilon, weightDecay);
        _mean = new float[parameters];
        _square = new float[parameters];
    }

    /// <summary>May be changed between steps.</summary>
    public float LearningRate { get; set; }
    public float Beta1 { get; }
    public float Beta2 { get; }
    public float Epsilon { get; }
    public float WeightDecay { get; }

    /// <summary>One descent step: parameters move against the gradients.</summary>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (parameters.Length != _mean.Length || gradients.Length != _mean.Length)
            throw new ArgumentException(
                $"expected {_mean.Length} parameters and gradients, got {parameters.Length} and {gradients.Length}",
                nameof(parameters));
        _power1 *= Beta1;
        _power2 *= Beta2;
        var rate = (float)(LearningRate / (1 - _power1));
        var correction = (float)(1 / (1 - _power2));
        for (var i = StepVectors(parameters, gradients, rate, correction); i < parameters.Length; i++)
        {
            var gradient = gradients[i] + WeightDecay * parameters[i];
            _mean[i] += (1 - Beta1) * (gradient - _mean[i]);
            _square[i] += (1 - Beta2) * (gradient * gradient - _square[i]);
            parameters[i] -= rate * _mean[i] / (MathF.Sqrt(_square[i] * correction) + Epsilon);
        }
    }

    /// <summary>The same operations in the same order, a vector at a time; gives back how many are done.</summary>
    private int StepVectors(Span<float> parameters, ReadOnlySpan<float> gradients, float rate, float correction)
    {
        var whole = parameters.Length / Vector<float>.Count * Vector<float>.Count;
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            var at = new Vector<float>(parameters[i..]);
            var gradient = new Vector<float>(gradients[i..]) + WeightDecay * at;
            var mean = new Vector<float>(_mean, i);
            var square = new Vector<float>(_square, i);
            mean += (1 - Beta1) * (gradient - mean);
            square += (1 - Beta2) * (gradient * gradient - square);
            mean.CopyTo(_mean, i);
            square.CopyTo(_square, i);
            var spread = Vector.SquareRoot(square * correction) + new Vector<float>(Epsilon);
            (at - rate * mean / spread).CopyTo(parameters[i..]);
        }

        return whole;
    }
}
