using BenchmarkDotNet.Attributes;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Bench;

/// <summary>Products with a packed right-hand side; divide 2 M N K by the time for FLOP/s.</summary>
public class GemmBenchmarks
{
    private GemmWork _work = null!;

    public static IEnumerable<string> Shapes => GemmShapes.All.Select(shape => $"{shape.M},{shape.N},{shape.K}");

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var sizes = Array.ConvertAll(Shape.Split(','), int.Parse);
        _work = new GemmWork(sizes[0], sizes[1], sizes[2]);
    }

    [Benchmark]
    public void Packed() => _work.Multiply();
}

/// <summary>2,048 sigmoids in the first cache.</summary>
public class SigmoidBenchmarks
{
    private readonly float[] _values = new float[2048];

    [Benchmark(Baseline = true, OperationsPerInvoke = 2048)]
    public void Polynomial() => Sigmoid.Apply(_values);

    [Benchmark(OperationsPerInvoke = 2048)]
    public void ByMathF()
    {
        foreach (ref var x in _values.AsSpan()) x = 1f / (1f + MathF.Exp(-x));
    }
}

/// <summary>Beliefs on one core beside their floor; times are per belief.</summary>
public class BeliefBenchmarks
{
    private const int Batch = 960;
    private readonly BoltzmannMachine _machine = BeliefWork.Machine();
    private readonly float[] _visible = BeliefWork.Rows(Batch);
    private readonly float[] _cache = new float[2048];
    private MeanField _meanField = null!;
    private float[] _belief = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _meanField = new MeanField(_machine, BeliefWork.Sweeps);
        _belief = new float[Batch * _machine.HiddenUnits];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch)]
    public float Floor()
    {
        Bench.Floor.Sigmoids(_cache, BeliefWork.Sigmoids * Batch);
        return Bench.Floor.MultiplyAdds(BeliefWork.MultiplyAdds * Batch);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Batched() => _meanField.Infer(_visible, Batch, _belief);

    [Benchmark]
    public void Single() =>
        _meanField.Infer(_visible.AsSpan(0, _machine.VisibleUnits), 1, _belief.AsSpan(0, _machine.HiddenUnits));

    [Benchmark]
    public void Naive() =>
        NaiveMeanField.Infer(_machine, BeliefWork.Sweeps, _visible.AsSpan(0, _machine.VisibleUnits), _belief);
}
