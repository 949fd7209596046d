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
    private readonly ParallelOptions _parallel;
    private readonly MeanField _meanField;
    private readonly INegativePhase _negative;
    private readonly Adam _adam;
    private readonly RowSet _rows;
    private readonly int _batchRows;
    private readonly int _positiveSlices;
    private readonly float[][] _sums;
    private readonly float[] _gradient;
    private readonly RandomStream _random;

    public ContrastiveTrainer(
        CentredParameters parameters, RowSet rows, BoltzmannPhaseOptions options, int sweeps, ulong seed,
        ParallelOptions parallel)
    {
        (_parameters, _rows, _options, _parallel) = (parameters, rows, options, parallel);
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
    }

    /// <summary>Passes once over the rows in a new random order; a last batch that is not full is left out.</summary>
    public void RunEpoch(int epoch)
    {
        var order = _rows.Shuffled(_random);
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
        Load();
        Parallel.For(0, _sums.Length, _parallel, slice =>
        {
            Array.Clear(_sums[slice]);
            if (slice < _positiveSlices) RunPositive(slice, batch.Span, _sums[slice]);
            else _negative.Run(slice - _positiveSlices, _sums[slice]);
        });
        FoldGradient();
        _adam.Step(_parameters.Vector, _gradient);
        if (_options.Centred) FollowMeans(batch.Length);
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
        var visible = new float[indices.Length * _rows.Units];
        var belief = new float[indices.Length * _meanField.HiddenUnits];
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
        for (var i = 0; i < _gradient.Length; i++) _gradient[i] = perChain * negative[i] - perRow * positive[i];
        if (_options.Centred) for (var l = 1; l <= layout.Top; l++) CentreCouplings(l);
        var decayed = _options.DecayBiases ? _gradient.Length : layout.WeightsLength;
        for (var i = 0; i < decayed; i++) _gradient[i] += _options.WeightDecay * _parameters.Vector[i];
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

    /// <summary>Adds slices from .. to - 1 into the first of them, in order.</summary>
    private void SumSlices(int from, int to)
    {
        var total = _sums[from];
        for (var slice = from + 1; slice < to; slice++)
        {
            var part = _sums[slice];
            for (var i = 0; i < total.Length; i++) total[i] += part[i];
        }
    }
}
