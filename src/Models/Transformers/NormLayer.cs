using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>Layer norm with gains and biases that train.</summary>
internal sealed class NormLayer<T>(ParameterSet<T> set, string name, int width)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T> _gain = set.Add($"{name}.gain", 1, width);
    private readonly Parameter<T> _bias = set.Add($"{name}.bias", 1, width);

    /// <summary>Gains 1, biases 0.</summary>
    public void Start()
    {
        _gain.Value.Fill(T.One);
        _bias.Value.Clear();
    }

    public Tensor<T> Record(Tape<T> tape, Tensor<T> x, Tensor<T>? residual = null) =>
        tape.LayerNorm(x, _gain, _bias, residual);
}
