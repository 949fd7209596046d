namespace WorldModel.Allocation.Limits;

/// <summary>
/// Minimises a convex function of a few multipliers, none negative, from its values and slopes: a proximal bundle
/// (Lemarechal 1975; Kiwiel 1990). Cuts met so far make a model from below; the next point minimises the model and a
/// share of the squared distance to the best point so far. Ends where the model promises no more than the tolerance.
/// </summary>
internal sealed class ProximalBundle(Func<double[], DualPoint> evaluate, double scale)
{
    private const int MostRounds = 400;
    private const int MostCuts = 80;
    private const double MostReach = 1e6;
    private const double Tolerance = 1e-9;
    private readonly List<DualPoint> _cuts = [];
    private double[] _weights = [];
    private double _reach = scale / 10;

    /// <summary>How often the function was evaluated, about.</summary>
    public int Rounds { get; private set; }

    /// <summary>The best point found.</summary>
    public DualPoint Minimise(double[] start)
    {
        var best = evaluate(start);
        Keep(best);
        var settled = 0;
        while (++Rounds < MostRounds && settled < 2)
        {
            var next = Next(best.At);
            var promised = best.Dual - Model(next);
            if (promised <= Tolerance * scale)
            {
                // Nothing near by: look farther before believing it.
                settled++;
                _reach = Math.Min(20 * _reach, MostReach * scale);
                continue;
            }

            settled = 0;
            var point = evaluate(next);
            Keep(point);
            var kept = best.Dual - point.Dual;
            if (kept > promised / 10)
            {
                best = point;
                if (kept > promised / 2) _reach = Math.Min(2 * _reach, MostReach * scale);
            }
            else if (kept < -promised)
            {
                _reach /= 2;
            }
        }

        return best;
    }

    private void Keep(DualPoint point)
    {
        if (_cuts.Count >= MostCuts)
        {
            var least = 0;
            for (var i = 1; i < _weights.Length; i++) least = _weights[i] < _weights[least] ? i : least;
            _cuts.RemoveAt(least);
            _weights = [.. _weights.Where((_, i) => i != least)];
        }

        _cuts.Add(point);
        Array.Resize(ref _weights, _cuts.Count);
        if (_cuts.Count == 1) _weights[0] = 1;
        var sum = _weights.Sum();
        for (var i = 0; i < _weights.Length; i++) _weights[i] = sum > 0 ? _weights[i] / sum : 1.0 / _weights.Length;
    }

    private double Model(double[] at) => _cuts.Max(cut => cut.Height(at));

    private double[] Next(double[] centre)
    {
        var step = new ProximalStep(_cuts, _weights, centre, _reach);
        return step.Solve(1e-12 * scale);
    }
}
