using System.Collections.Concurrent;
using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Mean-field inference on a deep Boltzmann machine (three-in-one, section 2.2): all hidden units start at 1/2; each
/// sweep sets h1, h2, .. hL in that order to sigmoid(bias + lower terms + upper terms) in place. W_1 v + b_1 is
/// computed once per visible vector. A row's belief has the same bits alone, in any batch and on every kernel path,
/// equal to
/// <see cref="NaiveMeanField"/>. Thread-safe; scratch comes from a pool, nothing else is allocated.
/// </summary>
public sealed class MeanField
{
    /// <summary>
    /// Rows worked on together: a multiple of the kernels' 12 rows whose scratch stays in the nearest caches.
    /// </summary>
    private const int RowsInBatch = 48;
    private readonly int[] _layers;
    private readonly PackedMatrix _first;
    private readonly float[] _firstBias;
    private readonly LayerCouplings _couplings;
    private readonly KernelPath _path;
    private readonly int _carriedTop;
    private readonly ConcurrentBag<Scratch> _pool = [];

    public MeanField(BoltzmannMachine machine, int sweeps = 10, KernelPath path = KernelPath.Fastest)
        : this((machine ?? throw new ArgumentNullException(nameof(machine))).Layers, sweeps, path)
    {
        for (var l = 1; l <= machine.HiddenLayers; l++)
            Load(l, machine.Weights(l), l < machine.HiddenLayers ? machine.Weights(l + 1) : [], machine.Biases(l));
    }

    /// <summary>
    /// For weights that still train: call <see cref="Load"/> for every hidden layer before inferring.
    /// </summary>
    internal MeanField(ReadOnlySpan<int> layers, int sweeps, KernelPath path = KernelPath.Fastest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sweeps);
        (_layers, Sweeps, _path) = (layers.ToArray(), sweeps, path);
        _first = new PackedMatrix(layers[0], layers[1]);
        _firstBias = new float[layers[1]];
        _couplings = new LayerCouplings(layers, first: 1);
        HiddenUnits = _layers.Skip(1).Sum();
        // The last sweep reads h2 to h_top as the one before left them, and that one made h_top from h_(top-1).
        _carriedTop = sweeps > 1 ? Math.Min(HiddenLayers, Math.Max(2, HiddenLayers - 1)) : 1;
        CarriedUnits = _layers.Take(_carriedTop + 1).Skip(2).Sum();
    }

    public int Sweeps { get; }

    public int VisibleUnits => _layers[0];

    public int HiddenUnits { get; }

    /// <summary>
    /// Units a row from which <see cref="Resume"/> makes the belief again in one sweep: h2 to the layer below the top
    /// before the last one (32 of 112 units at 72-64-32-16).
    /// </summary>
    public int CarriedUnits { get; }

    private int HiddenLayers => _layers.Length - 1;

    /// <summary>
    /// Beliefs (rows x HiddenUnits: h1, h2, .. hL side by side) of visible vectors (rows x VisibleUnits), both
    /// contiguous.
    /// </summary>
    public void Infer(ReadOnlySpan<float> visible, int rows, Span<float> belief) => Infer(visible, rows, belief, []);

    /// <summary>
    /// The same; <paramref name="carried"/> (rows x CarriedUnits) takes what the last sweep began from.
    /// </summary>
    public void Infer(ReadOnlySpan<float> visible, int rows, Span<float> belief, Span<float> carried)
    {
        if (!carried.IsEmpty) Check(carried.Length, (long)rows * CarriedUnits, nameof(carried));
        InBatches(visible, rows, belief, carried, isResumed: false);
    }

    /// <summary>
    /// Beliefs once more, from the same visible vectors and what <see cref="Infer(ReadOnlySpan{float}, int,
    /// Span{float}, Span{float})"/> carried: the same bits, as they come from the same last sweep.
    /// </summary>
    public void Resume(ReadOnlySpan<float> visible, int rows, Span<float> carried, Span<float> belief)
    {
        Check(carried.Length, (long)rows * CarriedUnits, nameof(carried));
        InBatches(visible, rows, belief, carried, isResumed: true);
    }

    private void InBatches(
        ReadOnlySpan<float> visible, int rows, Span<float> belief, Span<float> carried, bool isResumed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Check(visible.Length, (long)rows * VisibleUnits, nameof(visible));
        Check(belief.Length, (long)rows * HiddenUnits, nameof(belief));
        if (!_pool.TryTake(out var scratch)) scratch = new Scratch(_couplings.Plan);
        for (var row = 0; row < rows; row += RowsInBatch)
        {
            var count = Math.Min(RowsInBatch, rows - row);
            var from = visible.Slice(row * VisibleUnits, count * VisibleUnits);
            var kept = carried.IsEmpty ? carried : carried.Slice(row * CarriedUnits, count * CarriedUnits);
            InferBatch(from, count, belief.Slice(row * HiddenUnits, count * HiddenUnits), kept, isResumed, scratch);
        }

        _pool.Add(scratch);
    }

    /// <summary>Takes W_layer, W_(layer+1) (empty at the top) and b_layer; nothing may be inferred meanwhile.</summary>
    internal void Load(int layer, ReadOnlySpan<float> weights, ReadOnlySpan<float> upper, ReadOnlySpan<float> bias)
    {
        _couplings.Load(layer, weights, upper, bias);
        if (layer > 1) return;
        _first.Write(0, weights, VisibleUnits);
        bias.CopyTo(_firstBias);
    }

    private void InferBatch(
        ReadOnlySpan<float> visible, int rows, Span<float> belief, Span<float> carried, bool isResumed, Scratch scratch)
    {
        var plan = _couplings.Plan;
        var start = scratch.Start.Span[..(rows * _layers[1])];
        Gemm.Multiply(visible, rows, VisibleUnits, _first, _firstBias, [], Activation.Identity, start, _layers[1],
            _path);
        if (plan.Top == 1)
        {
            start.CopyTo(belief);
            Sigmoid.Apply(belief, _path);
            return;
        }

        if (isResumed && CarriedUnits > 0)
        {
            Copy(plan, rows, scratch, carried, 2, _carriedTop, isPut: true);
            if (_carriedTop < plan.Top) Update(plan.Top, rows, [], scratch);
        }
        else
        {
            scratch.Of(0).Fill(.5f);
            scratch.Of(1).Fill(.5f);
            for (var sweep = 1; sweep < Sweeps; sweep++) Sweep(rows, start, scratch);
            if (!carried.IsEmpty) Copy(plan, rows, scratch, carried, 2, _carriedTop, isPut: false);
        }

        Sweep(rows, start, scratch);
        Copy(plan, rows, scratch, belief, 1, plan.Top, isPut: false);
    }

    private void Sweep(int rows, ReadOnlySpan<float> start, Scratch scratch)
    {
        for (var l = 1; l < _layers.Length; l++) Update(l, rows, l == 1 ? start : [], scratch);
    }

    private void Update(int layer, int rows, ReadOnlySpan<float> start, Scratch scratch) =>
        _couplings.Update(layer, rows, scratch.Of(layer + 1), start, scratch.Of(layer), _path);

    /// <summary>Copies layers between the scratch and rows of numbers, in which they lie side by side.</summary>
    private static void Copy(
        LayerPlan plan, int rows, Scratch scratch, Span<float> numbers, int from, int to, bool isPut)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var l = from; l <= to; l++)
            {
                var units = scratch.Of(l).Slice(row * plan.Stride(l) + plan.Offset(l), plan.Units(l));
                var beside = numbers[..units.Length];
                if (isPut) beside.CopyTo(units);
                else units.CopyTo(beside);
                numbers = numbers[units.Length..];
            }
        }
    }

    private static void Check(int length, long expected, string name)
    {
        if (length != expected) throw new ArgumentException($"expected {expected} numbers, got {length}", name);
    }

    private sealed class Scratch(LayerPlan plan)
    {
        private readonly AlignedBuffer<float> _odd = new(RowsInBatch * plan.Stride(1));
        private readonly AlignedBuffer<float> _even = new(RowsInBatch * (plan.Top > 1 ? plan.Stride(2) : 0));

        /// <summary>W_1 v + b_1.</summary>
        public AlignedBuffer<float> Start { get; } = new(RowsInBatch * plan.Units(1));

        public Span<float> Of(int layer) => (layer & 1) == 1 ? _odd.Span : _even.Span;
    }
}
