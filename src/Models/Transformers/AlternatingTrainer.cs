using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// Trains for the outcome and against the treatment head in turn (domain confusion, Melnychuk et al. 2022, section
/// 4.3): two Adams, moving averages of both parts, and each part's loss taken with the other part at its average. With
/// alpha = 0 the treatment head and its step are left out. Batches are cut into slices whose gradients are added in
/// order, so that the number of threads changes no bit.
/// </summary>
public sealed class AlternatingTrainer
{
    private readonly IBatchModel _model;
    private readonly AlternatingOptions _options;
    private readonly ParallelOptions _threads;
    private readonly RandomStream _order;
    private readonly RandomStream _keys;
    private readonly int[] _sequences;
    private readonly int _batch;
    private readonly Part _outcome;
    private readonly Part? _domain;
    private int _epoch;

    public AlternatingTrainer(IBatchModel model, AlternatingOptions options)
    {
        (_model, _options) = (model, options);
        _threads = Slices.Options(options.Threads);
        _order = new RandomStream(options.Seed, 1);
        _keys = new RandomStream(options.Seed, 2);
        _sequences = [.. Enumerable.Range(0, model.Sequences)];
        _batch = Math.Min(options.Batch, model.Sequences);
        _outcome = new Part(this, TrainingPhase.Outcome, model.Body);
        if (options.Alpha > 0) _domain = new Part(this, TrainingPhase.Domain, model.Domain);
    }

    /// <summary>Batches in an epoch; what is left over waits for another order.</summary>
    public int Batches => _sequences.Length / _batch;

    public int Epoch => _epoch;

    /// <summary>May be changed between epochs.</summary>
    public float LearningRate
    {
        get => _outcome.Adam.LearningRate;
        set
        {
            _outcome.Adam.LearningRate = value;
            if (_domain is not null) _domain.Adam.LearningRate = value;
        }
    }

    /// <summary>One pass over the sequences in a fresh order; leaves the averages in use.</summary>
    /// <returns>The mean outcome loss of its batches.</returns>
    public double RunEpoch(CancellationToken cancel = default)
    {
        _order.Shuffle(_sequences.AsSpan());
        var alpha = _options.AlphaIn(_epoch++);
        var sum = 0.0;
        for (var batch = 0; batch < Batches; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            sum += Step(new ArraySegment<int>(_sequences, batch * _batch, _batch), alpha);
        }

        _model.Body.Use(averaged: true);
        _model.Domain.Use(averaged: true);
        return sum / Batches;
    }

    private double Step(ArraySegment<int> batch, double alpha)
    {
        var weight = 0.0;
        foreach (var sequence in batch) weight += _model.WeightOf(sequence);
        var scale = weight > 0 ? 1 / weight : 0;
        _model.Body.Use(averaged: false);
        _model.Domain.Use(averaged: true);
        var loss = _outcome.Step(batch, scale, alpha, _keys.NextUInt());
        if (_domain is null) return loss;
        _model.Body.Use(averaged: true);
        _model.Domain.Use(averaged: false);
        _domain.Step(batch, scale, alpha, _keys.NextUInt());
        return loss;
    }

    /// <summary>One phase: its tapes, one a thread, its slices' gradients and its Adam.</summary>
    private sealed class Part
    {
        private readonly AlternatingOptions _options;
        private readonly ParallelOptions _threads;
        private readonly ParameterSet<float> _set;
        private readonly IBatchTape[] _tapes;
        private readonly float[][] _gradients;
        private readonly double[] _losses;
        private readonly int _slice;
        private readonly Action<int> _work;
        private ArraySegment<int> _batch;
        private double _scale;
        private double _alpha;
        private uint _key;

        public Part(AlternatingTrainer trainer, TrainingPhase phase, ParameterSet<float> set)
        {
            (_options, _threads, _set) = (trainer._options, trainer._threads, set);
            _slice = Math.Min(_options.Slice, trainer._batch);
            var slices = (trainer._batch + _slice - 1) / _slice;
            _tapes = new IBatchTape[Math.Min(slices, _threads.MaxDegreeOfParallelism)];
            for (var i = 0; i < _tapes.Length; i++)
            {
                _tapes[i] = trainer._model.Record(_slice, phase, balanced: _options.Alpha > 0);
                _tapes[i].Tape.Training = true;
            }

            _gradients = new float[slices][];
            for (var i = 0; i < slices; i++) _gradients[i] = new float[set.Length];
            _losses = new double[slices];
            Adam = new Adam(set.Length, _options.LearningRate, weightDecay: _options.WeightDecay);
            _work = Work;
            set.Changed();
        }

        public Adam Adam { get; }

        public double Step(ArraySegment<int> batch, double scale, double alpha, uint key)
        {
            (_batch, _scale, _alpha, _key) = (batch, scale, alpha, key);
            if (_tapes.Length == 1) Work(0);
            else Parallel.For(0, _tapes.Length, _threads, _work);
            var total = _gradients[0];
            for (var slice = 1; slice < _gradients.Length; slice++) Lanes.Add<float>(_gradients[slice], total);
            if (double.IsFinite(_options.LongestGradient))
                GradientNorm.Clip<float>(total, _options.LongestGradient);
            Adam.Step(_set.Values, total);
            _set.Changed();
            _set.Average(_options.Decay);
            var loss = 0.0;
            foreach (var part in _losses) loss += part;
            return loss;
        }

        private void Work(int worker)
        {
            var tape = _tapes[worker];
            for (var slice = worker; slice < _gradients.Length; slice += _tapes.Length)
            {
                var first = slice * _slice;
                tape.Load(_batch.AsSpan(first, Math.Min(_slice, _batch.Count - first)), _scale, _alpha);
                (tape.Tape.FirstSequence, tape.Tape.DropoutKey) = (first, _key);
                tape.Tape.Forward();
                tape.Tape.Backward(tape.Loss);
                tape.Tape.Gradient(_set).CopyTo(_gradients[slice]);
                _losses[slice] = tape.Loss.Value[0];
            }
        }
    }
}
