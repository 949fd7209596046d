using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Block Gibbs over all layers: even layers given odd ones, then odd given even. The even layers are kept as samples
/// and the odd ones as probabilities given them, which is what the statistics need and has less noise than samples.
/// </summary>
internal sealed class GibbsChains : INegativePhase
{
    private const int ChainsInSlice = 64;
    private readonly LayerCouplings _couplings;
    private readonly ParameterLayout _layout;
    private readonly Slice[] _slices;
    private readonly int _steps;

    public GibbsChains(ParameterLayout layout, int chains, int steps, ulong seed)
    {
        (_layout, _steps, Chains) = (layout, steps, chains);
        _couplings = new LayerCouplings(layout.Layers, first: 0);
        var plan = _couplings.Plan;
        _slices = [.. Enumerable.Range(0, (chains + ChainsInSlice - 1) / ChainsInSlice).Select(slice =>
            new Slice(plan, Math.Min(ChainsInSlice, chains - slice * ChainsInSlice),
                new RandomStream(seed, (ulong)slice)))];
    }

    public int Slices => _slices.Length;

    public int Chains { get; }

    public void Load(CentredParameters parameters)
    {
        for (var l = 0; l <= _layout.Top; l++)
        {
            var lower = l > 0 ? parameters.Weights(l) : [];
            var upper = l < _layout.Top ? parameters.Weights(l + 1) : [];
            _couplings.Load(l, lower, upper, parameters.UsualBiases(l));
        }
    }

    public void Run(int slice, Span<float> sums)
    {
        var state = _slices[slice];
        for (var step = 0; step < _steps; step++)
        {
            state.Random.Sample(state.Of(1));
            Update(state, 0);
            state.Random.Sample(state.Of(0));
            Update(state, 1);
        }

        var plan = _couplings.Plan;
        for (var l = 0; l <= plan.Top; l++)
        {
            var units = state.Of(l)[plan.Offset(l)..];
            Statistics.AddUnits(_layout, sums, l, state.Chains, units, plan.Stride(l));
            if (l == 0) continue;
            var below = state.Of(l - 1)[plan.Offset(l - 1)..];
            Statistics.AddPair(_layout, sums, l, state.Chains, below, plan.Stride(l - 1), units, plan.Stride(l));
        }
    }

    /// <summary>Probabilities of all layers of one parity given the others.</summary>
    private void Update(Slice state, int parity)
    {
        for (var l = parity; l <= _layout.Top; l += 2)
            _couplings.Update(l, state.Chains, state.Of(l + 1), [], state.Of(l), KernelPath.Fastest);
    }

    private sealed class Slice
    {
        private readonly AlignedBuffer<float> _even;
        private readonly AlignedBuffer<float> _odd;

        public Slice(LayerPlan plan, int chains, RandomStream random)
        {
            (Chains, Random) = (chains, random);
            _even = new AlignedBuffer<float>(chains * plan.Stride(0));
            _odd = new AlignedBuffer<float>(chains * plan.Stride(1));
            _odd.Span.Fill(.5f);
        }

        public int Chains { get; }

        public RandomStream Random { get; }

        public Span<float> Of(int layer) => (layer & 1) == 0 ? _even.Span : _odd.Span;
    }
}
