using System.Runtime.InteropServices;
using WorldModel.Numerics;

namespace WorldModel.Simulation.Tumours;

/// <summary>A test patient's factual path, day by day, from which other treatments can be tried.</summary>
internal sealed class TestWalk
{
    private readonly TumourWorld _world;
    private readonly TumourPatient _patient;
    private readonly int _number;
    private readonly WrittenRows _written;
    private readonly RandomStream _random;
    private readonly double[] _noise;
    private readonly List<double> _volumes;
    private readonly List<TumourTreatment> _treatments = [];
    private double _concentration;
    private double _before;
    private bool _ended;

    public TestWalk(TumourWorld world, TumourPatient patient, int number, WrittenRows written, RandomStream random)
    {
        (_world, _patient, _number, _written, _random) = (world, patient, number, written, random);
        _noise = new double[2 * TumourWorld.Days];
        foreach (ref var noise in _noise.AsSpan()) noise = TumourGrowth.Noise * random.NextGaussian();
        _volumes = [patient.Volume];
    }

    /// <summary>Volumes up to the day at hand.</summary>
    public IReadOnlyList<double> Volumes => _volumes;

    /// <summary>Given on the day at hand.</summary>
    public TumourTreatment Treatment { get; private set; }

    /// <summary>The volume after it.</summary>
    public double Next { get; private set; }

    public TumourPath Path => new(_patient, [.. _volumes, Next], [.. _treatments]);

    /// <summary>Goes to the next day, the first at the first call; false where the path has ended.</summary>
    public bool Step()
    {
        if (_treatments.Count > 0 && !_ended) _volumes.Add(Next);
        if (_ended || _treatments.Count == TumourWorld.Days - 1) return EndHere();
        var day = _treatments.Count;
        Treatment = Choose(day);
        _treatments.Add(Treatment);
        _before = _concentration;
        _concentration = TumourGrowth.Concentration(_before, Treatment);
        Next = Math.Clamp(
            TumourGrowth.Next(_patient, _volumes[day], _concentration, Treatment, _noise[day + 1]), 0,
            TumourGrowth.Death);
        _ended = Next >= TumourGrowth.Death || _random.NextDouble() <= TumourGrowth.Recovery(Next);
        return true;
    }

    /// <summary>The next volume had another treatment been given today.</summary>
    public double Try(TumourTreatment treatment) => TumourGrowth.Next(
        _patient, _volumes[^1], TumourGrowth.Concentration(_before, treatment), treatment,
        _noise[_treatments.Count]);

    /// <summary>Volumes after each day of a plan that begins tomorrow.</summary>
    public void Follow(ReadOnlySpan<TumourTreatment> plan, Span<double> volumes)
    {
        var (volume, concentration) = (Next, _concentration);
        for (var day = 0; day < plan.Length; day++)
        {
            concentration = TumourGrowth.Concentration(concentration, plan[day]);
            var noise = _noise[_treatments.Count + 1 + day];
            // The authors' code adds 1e-7 where a logarithm would have no value, and drops plans where it has none.
            volume = volume > -1e-7
                ? TumourGrowth.Next(_patient, volume + 1e-7, concentration, plan[day], noise)
                : double.NaN;
            volumes[day] = volume;
        }
    }

    /// <summary>The last volume stands in the path already.</summary>
    private bool EndHere()
    {
        if (!_ended && _volumes.Count > _treatments.Count) _volumes.RemoveAt(_volumes.Count - 1);
        _ended = true;
        return false;
    }

    private TumourTreatment Choose(int day)
    {
        var from = Math.Max(day - TumourWorld.Window, 0);
        if (_written.IsRead)
            return TumourWorld.Draw(_world.Probability(_written.Read(_number, from, day)), _random);
        return day == 0
            ? TumourTreatment.None
            : TumourWorld.Draw(_world.Probability(CollectionsMarshal.AsSpan(_volumes)[from..day]), _random);
    }
}
