using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// The paper's negative phase (<see cref="NegativeChain.VisibleThroughMeanField"/>): only v persists.
/// </summary>
internal sealed class MeanFieldChains : INegativePhase
{
    private const int ChainsInSlice = 64;
    private readonly ParameterLayout _layout;
    private readonly MeanField _meanField;
    private readonly PackedMatrix _down;
    private readonly Slice[] _slices;
    private readonly int _steps;
    private float[] _visibleBias;

    public MeanFieldChains(ParameterLayout layout, MeanField meanField, int chains, int steps, ulong seed)
    {
        (_layout, _meanField, _steps, Chains) = (layout, meanField, steps, chains);
        _down = new PackedMatrix(layout.Layers[1], layout.Layers[0]);
        _visibleBias = new float[layout.Layers[0]];
        _slices = [.. Enumerable.Range(0, (chains + ChainsInSlice - 1) / ChainsInSlice).Select(slice =>
            new Slice(layout, meanField.HiddenUnits, Math.Min(ChainsInSlice, chains - slice * ChainsInSlice),
                new RandomStream(seed, (ulong)slice)))];
    }

    public int Slices => _slices.Length;

    public int Chains { get; }

    /// <summary>The shared mean field is loaded by its owner.</summary>
    public void Load(CentredParameters parameters)
    {
        _down.Write(0, parameters.Weights(1), _layout.Layers[1], transposed: true);
        _visibleBias = parameters.UsualBiases(0);
    }

    public void Run(int slice, Span<float> sums)
    {
        var state = _slices[slice];
        var (visibleUnits, firstUnits, hiddenUnits) = (_layout.Layers[0], _layout.Layers[1], _meanField.HiddenUnits);
        for (var step = 0; step < _steps; step++)
        {
            _meanField.Infer(state.Visible, state.Chains, state.Belief);
            for (var chain = 0; chain < state.Chains; chain++)
                state.Random.Sample(state.Belief.AsSpan(chain * hiddenUnits, firstUnits));
            Gemm.Multiply(state.Belief, state.Chains, hiddenUnits, _down, _visibleBias, [], Activation.Sigmoid,
                state.Visible, visibleUnits);
            state.Random.Sample(state.Visible);
        }

        _meanField.Infer(state.Visible, state.Chains, state.Belief);
        Statistics.AddBeliefs(_layout, sums, state.Chains, state.Visible, state.Belief);
    }

    private sealed class Slice
    {
        public Slice(ParameterLayout layout, int hiddenUnits, int chains, RandomStream random)
        {
            (Chains, Random) = (chains, random);
            Visible = new float[chains * layout.Layers[0]];
            Belief = new float[chains * hiddenUnits];
            Visible.AsSpan().Fill(.5f);
            random.Sample(Visible);
        }

        public int Chains { get; }

        public RandomStream Random { get; }

        public float[] Visible { get; }

        public float[] Belief { get; }
    }
}
