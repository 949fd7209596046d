using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// A trained <see cref="CausalTransformer{T}"/>'s predictions, by its averaged weights, in the network's units. One
/// thread at a time.
/// </summary>
public sealed class TransformerPredictor
{
    private readonly TransformerInputs<float> _inputs;
    private readonly Tape<float> _tape;
    private readonly Tensor<float> _own;
    private readonly Tensor<float> _prediction;
    private readonly int _options;

    /// <param name="model">Its averages must be in use (<see cref="ParameterSet{T}.Use"/>).</param>
    /// <param name="sequences">Sequences that go through at once.</param>
    /// <param name="steps">Steps of the tables that are asked about.</param>
    /// <param name="everyTreatment">Predicts for every treatment of each step, not for the one given.</param>
    public TransformerPredictor(CausalTransformer<float> model, int sequences, int steps, bool everyTreatment)
    {
        _tape = new Tape<float>(sequences, model.Domain);
        _inputs = new TransformerInputs<float>(_tape, steps, model.Options);
        _options = everyTreatment ? model.Options.Treatments : 1;
        var rows = sequences * steps;
        _own = _tape.Input(rows * _options, model.Options.Treatments);
        var state = model.Represent(_inputs);
        if (everyTreatment)
        {
            state = _tape.Gather(state, [.. Enumerable.Range(0, rows * _options).Select(row => row / _options)]);
            for (var row = 0; row < rows * _options; row++) _own.Value[row * _own.Width + row % _options] = 1;
        }

        _prediction = model.Predict(_tape, state, _own);
    }

    /// <summary>
    /// The outcome one step later, of each step of each sequence: sequences x steps, x treatments where every one was
    /// asked for.
    /// </summary>
    public float[] NextOutcomes(SequenceTable table)
    {
        var each = table.Steps * _options;
        var found = new float[table.Sequences * each];
        for (var first = 0; first < table.Sequences; first += _tape.Sequences)
        {
            var count = Load(table, first);
            _tape.Forward();
            _prediction.Value[..(count * each)].CopyTo(found.AsSpan(first * each));
        }

        return found;
    }

    private int Load(SequenceTable table, int first)
    {
        var count = Math.Min(_tape.Sequences, table.Sequences - first);
        Span<int> numbers = stackalloc int[count];
        for (var i = 0; i < count; i++) numbers[i] = first + i;
        _inputs.Load(table, numbers);
        if (_options == 1)
            TransformerInputs<float>.OneHot(
                table.Treatment.AsSpan(first * table.Steps, count * table.Steps), _own, 0);
        return count;
    }
}
