using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// A trained <see cref="CausalTransformer{T}"/>'s predictions several steps ahead, by its averaged weights, in the
/// network's units: a sequence is read once, then plans go on from any of its steps, each prediction made from earlier
/// ones. Covariates are taken as unknown after the sequence's. One thread at a time.
/// </summary>
public sealed class TransformerRollOut
{
    private readonly TransformerInputs<float> _sequence;
    private readonly Tensor<float> _read;
    private readonly TransformerInputs<float> _step;
    private readonly Tensor<float> _gone;
    private readonly StreamMemory<float> _memory;
    private readonly Tape<float> _head;
    private readonly Tensor<float> _representation;
    private readonly Tensor<float> _treatment;
    private readonly Tensor<float> _prediction;

    /// <param name="model">Its averages must be in use (<see cref="ParameterSet{T}.Use"/>).</param>
    /// <param name="steps">Steps of the tables that sequences are read from, at least 2.</param>
    /// <param name="plans">Plans that go on at once.</param>
    /// <param name="horizon">Treatments of a plan.</param>
    public TransformerRollOut(CausalTransformer<float> model, int steps, int plans, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(plans, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        _memory = new StreamMemory<float>(new Continuation(plans, horizon));
        _sequence = Inputs(1, steps);
        _read = model.Represent(_sequence, _memory);
        _step = Inputs(plans, 1);
        _gone = model.Represent(_step, _memory);
        Span<int> one = stackalloc int[plans];
        one.Fill(1);
        _step.Batch!.SetLengths(one, new int[plans]);
        _head = new Tape<float>(plans, model.Body, model.Domain);
        _representation = _head.Input(plans, _read.Width);
        _treatment = _head.Input(plans, model.Options.Treatments);
        _prediction = model.Predict(_head, _representation, _treatment);

        TransformerInputs<float> Inputs(int sequences, int each) =>
            new(new Tape<float>(sequences, model.Body, model.Domain), each, model.Options);
    }

    /// <summary>Treatments of a plan.</summary>
    public int Horizon => _memory.Continuation.Horizon;

    /// <summary>Reads a sequence of a table.</summary>
    public void Read(SequenceTable table, int sequence)
    {
        if (table.Steps != _sequence.Steps)
            throw new ArgumentException($"expected {_sequence.Steps} steps, got {table.Steps}", nameof(table));
        _sequence.Load(table, [sequence]);
        _sequence.Tape.Forward();
        _memory.Read();
        if (_step.Statics is null) return;
        for (var at = 0; at < _step.Statics.Length; at++)
            _step.Statics.Value[at] = _sequence.Statics!.Value[at % _step.Statics.Width];
    }

    /// <summary>The outcomes under plans for the sequence that was read.</summary>
    /// <param name="from">
    /// Of each plan, the first step whose outcome is not known, from 1 to the sequence's length: its first treatment is
    /// given the step before, and gives this outcome.
    /// </param>
    /// <param name="plans">Plans x horizon treatments.</param>
    /// <returns>Plans x horizon outcomes.</returns>
    public float[] Outcomes(ReadOnlySpan<int> from, ReadOnlySpan<byte> plans)
    {
        if (plans.Length != from.Length * Horizon)
            throw new ArgumentException($"expected {from.Length} x {Horizon}, got {plans.Length}", nameof(plans));
        var found = new float[plans.Length];
        var most = _memory.Continuation.From.Length;
        for (var first = 0; first < from.Length; first += most)
        {
            var count = Math.Min(most, from.Length - first);
            var part = (first * Horizon)..((first + count) * Horizon);
            Outcomes(from.Slice(first, count), plans[part], found.AsSpan(part));
        }

        return found;
    }

    private void Outcomes(ReadOnlySpan<int> from, ReadOnlySpan<byte> plans, Span<float> found)
    {
        var length = _sequence.Batch!.Lengths[0];
        _memory.Continuation.From.AsSpan(from.Length).Fill(1);
        from.CopyTo(_memory.Continuation.From);
        for (var row = 0; row < from.Length; row++)
        {
            if (from[row] < 1 || from[row] > length)
                throw new ArgumentException($"expected steps from 1 to {length}, got {from[row]}", nameof(from));
            _read.Value.Slice((from[row] - 1) * _read.Width, _read.Width)
                .CopyTo(_representation.Value[(row * _read.Width)..]);
        }

        for (var ahead = 0; ahead < Horizon; ahead++)
        {
            Treat(plans, ahead);
            _head.Forward();
            for (var row = 0; row < from.Length; row++) found[row * Horizon + ahead] = _prediction.Value[row];
            if (ahead < Horizon - 1) Go(ahead);
        }
    }

    /// <summary>Lets every row know its prediction and the treatment that led to it.</summary>
    private void Go(int ahead)
    {
        _memory.Continuation.Ahead = ahead;
        _prediction.Value.CopyTo(_step.Outcome.Value);
        _treatment.Value.CopyTo(_step.Before.Value);
        _step.Tape.Forward();
        _gone.Value.CopyTo(_representation.Value);
    }

    private void Treat(ReadOnlySpan<byte> plans, int ahead)
    {
        _treatment.Value.Clear();
        for (var row = 0; row * Horizon < plans.Length; row++)
            _treatment.Value[row * _treatment.Width + plans[row * Horizon + ahead]] = 1;
    }
}
