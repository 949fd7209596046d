using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Persistent contrastive divergence on one machine of any depth: positive statistics by mean field on a batch,
/// negative ones by persistent chains, one Adam step on their difference. Work is cut into fixed slices whose sums are
/// added in order, so that the result does not depend on the number of threads.
/// </summary>
internal sealed class ContrastiveTrainer
{
    private const int RowsInSlice = 48;

    /// <summary>Share by which the offsets follow the means of a batch.</summary>
    private const float OffsetShare = .02f;
    private readonly CentredParameters _parameters;
    private readonly BoltzmannPhaseOptions _options;
    private readonly Crew _crew;
    private readonly CancellationToken _cancel;
    private readonly MeanField _meanField;
    private readonly INegativePhase _negative;
    private readonly Adam _adam;
    private readonly RowSet _rows;
    private readonly int _batchRows;
    private readonly int _positiveSlices;
    private readonly float[][] _sums;
    private readonly float[] _gradient;
    private readonly RandomStream _random;
    private readonly float[][] _visible;
    private readonly float[][] _belief;
    private readonly Action<int> _slice;
    private ReadOnlyMemory<int> _batch;
    private int[]? _order;

    public ContrastiveTrainer(
        CentredParameters parameters, RowSet rows, BoltzmannPhaseOptions options, int sweeps, ulong seed, Crew crew,
        CancellationToken cancel)
    {
        (_parameters, _rows, _options, _crew, _cancel) = (parameters, rows, options, crew, cancel);
        var layout = parameters.Layout;
        _meanField = new MeanField(layout.Layers, sweeps);
        _random = new RandomStream(seed, ulong.MaxValue >> 1);
        _negative = options.Chain == NegativeChain.AllLayers
            ? new GibbsChains(layout, options.Chains, options.GibbsSteps, seed)
            : new MeanFieldChains(layout, _meanField, options.Chains, options.GibbsSteps, seed);
        _adam = new Adam(layout.Length, options.LearningRate);
        _batchRows = Math.Min(options.BatchRows, rows.Count);
        _positiveSlices = (_batchRows + RowsInSlice - 1) / RowsInSlice;
        _sums = [.. Enumerable.Range(0, _positiveSlices + _negative.Slices).Select(_ => new float[layout.Length])];
        _gradient = new float[layout.Length];
        _visible = Scratch(rows.Units);
        _belief = Scratch(_meanField.HiddenUnits);
        _slice = RunSlice;
    }

    /// <summary>Passes once over the rows in a new random order; a last batch that is not full is left out.</summary>
    public void RunEpoch(int epoch)
    {
        var order = _order = _options.Reshuffle || _order is null ? _rows.Shuffled(_random) : _order;
        var batches = order.Length / _batchRows;
        for (var batch = 0; batch < batches; batch++)
        {
            var done = (epoch + (float)batch / batches) / _options.Epochs;
            _adam.LearningRate = _options.LearningRate * (1 - done * (1 - _options.FinalRateShare));
            Step(order.AsMemory(batch * _batchRows, _batchRows));
        }
    }

    private void Step(ReadOnlyMemory<int> batch)
    {
        _cancel.ThrowIfCancellationRequested();
        Load();
        _batch = batch;
        _crew.Run(_sums.Length, _slice);
        FoldGradient();
        _adam.Step(_parameters.Vector, _gradient);
        if (_options.Centred) FollowMeans(batch.Length);
    }

    /// <summary>Chains first: their slices take longest.</summary>
    private void RunSlice(int place)
    {
        var slice = place < _negative.Slices ? _positiveSlices + place : place - _negative.Slices;
        Array.Clear(_sums[slice]);
        if (slice < _positiveSlices) RunPositive(slice, _batch.Span, _sums[slice]);
        else _negative.Run(slice - _positiveSlices, _sums[slice]);
    }

    private void Load()
    {
        for (var l = 1; l <= _parameters.Layout.Top; l++)
        {
            var upper = l < _parameters.Layout.Top ? _parameters.Weights(l + 1) : [];
            _meanField.Load(l, _parameters.Weights(l), upper, _parameters.UsualBiases(l));
        }

        _negative.Load(_parameters);
    }

    private void RunPositive(int slice, ReadOnlySpan<int> batch, Span<float> sums)
    {
        var indices = batch.Slice(slice * RowsInSlice, Math.Min(RowsInSlice, batch.Length - slice * RowsInSlice));
        var visible = _visible[slice].AsSpan(0, indices.Length * _rows.Units);
        var belief = _belief[slice].AsSpan(0, indices.Length * _meanField.HiddenUnits);
        _rows.Gather(indices, visible);
        _meanField.Infer(visible, indices.Length, belief);
        Statistics.AddBeliefs(_parameters.Layout, sums, indices.Length, visible, belief);
    }

    /// <summary>
    /// Minus the gradient of the log likelihood: model means less data means; for couplings between centred units the
    /// offsets enter as offset_(l-1) (x) difference_l + difference_(l-1) (x) offset_l.
    /// </summary>
    private void FoldGradient()
    {
        SumSlices(0, _positiveSlices);
        SumSlices(_positiveSlices, _sums.Length);
        var (positive, negative, layout) = (_sums[0], _sums[_positiveSlices], _parameters.Layout);
        var (perRow, perChain) = (1f / _batchRows, 1f / _negative.Chains);
        VectorSums.Difference(negative, perChain, positive, perRow, _gradient);
        if (_options.UpperCouplingsTwice) DoubleUpperCouplings();
        if (_options.Centred) for (var l = 1; l <= layout.Top; l++) CentreCouplings(l);
        var decayed = _options.DecayBiases ? _gradient.Length : layout.WeightsLength;
        VectorSums.AddScaled(_options.WeightDecay, _parameters.Vector, _gradient.AsSpan(0, decayed));
    }

    private void DoubleUpperCouplings()
    {
        for (var l = 2; l <= _parameters.Layout.Top; l++)
            foreach (ref var slope in _parameters.Layout.Weights(_gradient, l)) slope *= 2;
    }

    private void CentreCouplings(int layer)
    {
        var layout = _parameters.Layout;
        var couplings = layout.Weights(_gradient, layer);
        var lower = layout.Biases(_gradient, layer - 1);
        var upper = layout.Biases(_gradient, layer);
        var lowerOffsets = _parameters.Offsets(layer - 1);
        var upperOffsets = _parameters.Offsets(layer);
        for (var i = 0; i < lower.Length; i++)
            for (var j = 0; j < upper.Length; j++)
                couplings[i * upper.Length + j] -= lowerOffsets[i] * upper[j] + lower[i] * upperOffsets[j];
    }

    private void FollowMeans(int rows)
    {
        var layout = _parameters.Layout;
        for (var l = 0; l <= layout.Top; l++)
        {
            var means = layout.Biases(_sums[0], l);
            foreach (ref var mean in means) mean /= rows;
            _parameters.MoveOffsets(l, means, OffsetShare);
        }
    }

    private float[][] Scratch(int units) =>
        [.. Enumerable.Range(0, _positiveSlices).Select(_ => new float[RowsInSlice * units])];

    /// <summary>Adds slices from .. to - 1 into the first of them, in order.</summary>
    private void SumSlices(int from, int to)
    {
        var total = _sums[from];
        for (var slice = from + 1; slice < to; slice++) VectorSums.Add(_sums[slice], total);
    }
}
