using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>W2 ELU(W1 x): the Causal Transformer's treatment and outcome heads.</summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class EluHead<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LinearLayer<T> _hidden;
    private readonly LinearLayer<T> _readout;

    public EluHead(ParameterSet<T> set, string name, int inputs, int hidden, int outputs)
    {
        _hidden = new LinearLayer<T>(set, $"{name}.hidden", inputs, hidden);
        _readout = new LinearLayer<T>(set, $"{name}.readout", hidden, outputs);
    }

    /// <summary>Draws the first weights.</summary>
    public void Start(RandomStream random)
    {
        _hidden.Start(random);
        _readout.Start(random);
    }

    public Tensor<T> Record(Tape<T> tape, Tensor<T> x) =>
        _readout.Record(tape, _hidden.Record(tape, x, Nonlinearity.Elu));
}
