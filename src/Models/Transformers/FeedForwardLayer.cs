using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>drop(W2 drop(ReLU(W1 x))) at every step, four times as wide inside; without residual or norm.</summary>
internal sealed class FeedForwardLayer<T>(ParameterSet<T> set, string name, EncoderOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _widen = new(set, $"{name}.widen", options.Width, 4 * options.Width);
    private readonly LinearLayer<T> _narrow = new(set, $"{name}.narrow", 4 * options.Width, options.Width);

    public void Start(RandomStream random)
    {
        _widen.Start(random);
        _narrow.Start(random);
    }

    public Tensor<T> Record(Tape<T> tape, Tensor<T> x)
    {
        var wide = tape.Dropout(_widen.Record(tape, x, Nonlinearity.Relu), options.Dropout);
        return tape.Dropout(_narrow.Record(tape, wide), options.Dropout);
    }
}
