using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>x w + b.</summary>
internal sealed class LinearLayer<T>(ParameterSet<T> set, string name, int inputs, int outputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weight = set.Add($"{name}.weight", inputs, outputs);
    private readonly Parameter<T> _bias = set.Add($"{name}.bias", 1, outputs);

    /// <summary>Weights and biases uniform on +- 1 / sqrt(inputs), PyTorch's start.</summary>
    public void Start(RandomStream random)
    {
        var bound = 1 / Math.Sqrt(inputs);
        Uniform(_weight.Value, bound, random);
        Uniform(_bias.Value, bound, random);
    }

    public Tensor<T> Record(Tape<T> tape, Tensor<T> x, Nonlinearity function = Nonlinearity.None) =>
        tape.Linear(x, _weight, _bias, function);

    internal static void Uniform(Span<T> numbers, double bound, RandomStream random)
    {
        foreach (ref var number in numbers) number = T.CreateChecked(bound * (2 * random.NextDouble() - 1));
    }
}
