using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>While training, y = x / (1 - rate), or 0 with probability rate; else y = x.</summary>
internal sealed class DropoutOperation<T>(Tensor<T> output, Tensor<T> x, Tape<T> tape, int place, double rate)
    : Operation<T>(output)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Forward()
    {
        x.Value.CopyTo(Output.Value);
        Drop(Output.Value);
    }

    public override void Backward()
    {
        Drop(Output.Gradient);
        Lanes.Add(Output.Gradient, x.Gradient);
    }

    private void Drop(Span<T> values)
    {
        if (!tape.Training) return;
        var length = x.Length / tape.Sequences;
        var mask = new DropoutMask(tape.DropoutKey, place, rate);
        for (var sequence = 0; sequence < tape.Sequences; sequence++)
            mask.Apply(
                values.Slice(sequence * length, length), (uint)tape.DropoutNumber(sequence) * (uint)length,
                T.CreateChecked(1 / (1 - rate)));
    }
}
