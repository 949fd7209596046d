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
        var start = (uint)tape.FirstSequence * (uint)(x.Length / tape.Sequences);
        new DropoutMask(tape.DropoutKey, place, rate).Apply(values, start, T.CreateChecked(1 / (1 - rate)));
    }
}
