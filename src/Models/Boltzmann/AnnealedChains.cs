using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>Chains of <see cref="AnnealedImportance"/> that go side by side on one thread.</summary>
internal sealed class AnnealedChains
{
    private readonly BoltzmannMachine _machine;
    private readonly float[] _start;
    private readonly LayerCouplings _couplings;
    private readonly LayerPlan _plan;
    private readonly int _chains;
    private readonly RandomStream _random;
    private readonly AlignedBuffer<float> _even;
    private readonly AlignedBuffer<float> _odd;

    public AnnealedChains(BoltzmannMachine machine, float[] start, int chains, RandomStream random)
    {
        (_machine, _start, _chains, _random) = (machine, start, chains, random);
        _couplings = new LayerCouplings(machine.Layers, first: 0);
        _plan = _couplings.Plan;
        for (var l = 0; l <= _plan.Top; l++)
        {
            _couplings.Load(
                l, l > 0 ? machine.Weights(l) : [], l < _plan.Top ? machine.Weights(l + 1) : [], machine.Biases(l));
        }

        _even = new AlignedBuffer<float>(chains * _plan.Stride(0));
        _odd = new AlignedBuffer<float>(chains * _plan.Stride(1));
    }

    /// <summary>Adds each chain's log weight.</summary>
    public void Run(int temperatures, Span<double> weights, CancellationToken cancel)
    {
        Begin();
        for (var step = 1; step <= temperatures; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var (before, now) = ((step - 1.0) / temperatures, (double)step / temperatures);
            for (var l = 1; l <= _plan.Top; l += 2) Update(l, _even.Span, _odd.Span);
            Weigh(before, now, weights);
            if (step < temperatures) Move((float)now);
        }
    }

    /// <summary>Visible units by the base's biases, hidden ones by a coin.</summary>
    private void Begin()
    {
        _even.Span.Fill(.5f);
        for (var chain = 0; chain < _chains; chain++)
        {
            var visible = _even.Span.Slice(chain * _plan.Stride(0), _start.Length);
            _start.CopyTo(visible);
            Sigmoid.Apply(visible);
        }

        _random.Sample(_even.Span);
    }

    private void Weigh(double before, double now, Span<double> weights)
    {
        for (var chain = 0; chain < _chains; chain++)
        {
            var even = _even.Span.Slice(chain * _plan.Stride(0), _plan.Stride(0));
            var linear = 0.0;
            for (var l = 0; l <= _plan.Top; l += 2)
            {
                var biases = _machine.Biases(l);
                var units = even.Slice(_plan.Offset(l), _plan.Units(l));
                for (var i = 0; i < units.Length; i++)
                    if (units[i] != 0) linear += biases[i] - (l == 0 ? _start[i] : 0);
            }

            weights[chain] += (now - before) * linear;
            foreach (var input in _odd.Span.Slice(chain * _plan.Stride(1), _plan.Stride(1)))
                weights[chain] += Logit.Softplus(now * input) - Logit.Softplus(before * input);
        }
    }

    /// <summary>One step at a temperature: odd layers given even ones, whose inputs are at hand, and back.</summary>
    private void Move(float inverse)
    {
        Scale(_odd.Span, inverse);
        Sigmoid.Apply(_odd.Span);
        _random.Sample(_odd.Span);
        for (var l = 0; l <= _plan.Top; l += 2) Update(l, _odd.Span, _even.Span);
        Scale(_even.Span, inverse);
        for (var chain = 0; chain < _chains; chain++)
            VectorSums.AddScaled(1 - inverse, _start, _even.Span.Slice(chain * _plan.Stride(0), _start.Length));
        Sigmoid.Apply(_even.Span);
        _random.Sample(_even.Span);
    }

    /// <summary>The inputs of a layer's units from their neighbours.</summary>
    private void Update(int layer, ReadOnlySpan<float> from, Span<float> to) =>
        _couplings.Update(layer, _chains, from, [], to, KernelPath.Fastest, Activation.Identity);

    private static void Scale(Span<float> values, float by)
    {
        foreach (ref var value in values) value *= by;
    }
}
