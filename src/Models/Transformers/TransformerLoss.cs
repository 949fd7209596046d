using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>One phase's loss of a <see cref="CausalTransformer{T}"/> on a tape.</summary>
internal sealed class TransformerLoss<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TransformerInputs<T> _inputs;
    private readonly Tensor<T> _treatment;
    private readonly Tensor<T> _next;
    private readonly Tensor<T> _weights;
    private readonly Tensor<T> _alpha;

    public TransformerLoss(
        CausalTransformer<T> model, int sequences, int steps, TrainingPhase phase, bool balanced)
    {
        var frozen = phase == TrainingPhase.Outcome ? model.Domain : model.Body;
        Tape = new Tape<T>(sequences, frozen);
        _inputs = new TransformerInputs<T>(Tape, steps, model.Options);
        var rows = sequences * steps;
        _treatment = Tape.Input(rows, model.Options.Treatments);
        _next = Tape.Input(rows, 1);
        _weights = Tape.Input(rows, 1);
        _alpha = Tape.Input(1, 1);
        Representation = model.Represent(_inputs);
        if (phase == TrainingPhase.Domain)
        {
            Loss = Confusion(model, _treatment);
            return;
        }

        Prediction = model.Predict(Tape, Representation, _treatment);
        Loss = Tape.SquaredError(Prediction, _next, _weights);
        if (!balanced) return;
        var shares = Tape.Constant(rows, model.Options.Treatments, 1.0 / model.Options.Treatments);
        Loss = Tape.Add(Loss, Confusion(model, shares));
    }

    public Tape<T> Tape { get; }

    public Tensor<T> Representation { get; }

    public Tensor<T>? Prediction { get; }

    public Tensor<T> Loss { get; }

    public void Load(SequenceTable table, ReadOnlySpan<int> sequences, double scale, double alpha)
    {
        _inputs.Load(table, sequences);
        _alpha.Value[0] = T.CreateChecked(alpha);
        _weights.Value.Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            var from = sequences[i] * table.Steps;
            TransformerInputs<T>.OneHot(table.Treatment.AsSpan(from, table.Steps), _treatment, i * table.Steps);
            var weight = T.CreateChecked(scale);
            for (var step = 0; step < table.Lengths[sequences[i]]; step++)
            {
                _next.Value[i * table.Steps + step] = T.CreateChecked(table.Next[from + step]);
                _weights.Value[i * table.Steps + step] = weight;
            }
        }
    }

    private Tensor<T> Confusion(CausalTransformer<T> model, Tensor<T> target) =>
        Tape.Multiply(Tape.CrossEntropy(model.Guess(Tape, Representation), target, _weights), _alpha);
}
