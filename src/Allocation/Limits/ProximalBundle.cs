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

    /// <summary>What a further step must promise, as a share of the scale.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>The same where differences of optima are asked for.</summary>
    private const double Sharp = 1e-11;

    private const double MostReach = 1e6;
    private readonly List<DualPoint> _cuts = [];
    private double[] _weights = [];
    private double _reach = scale / 10;

    /// <summary>How often to look farther before believing that there is nothing; a slight tilt leads far.</summary>
    private int _patience = 2;

    /// <summary>How often the function was evaluated, but for the first time.</summary>
    public int Rounds { get; private set; }

    /// <summary>The best point found.</summary>
    public DualPoint Minimise(double[] start)
    {
        var best = evaluate(start);
        Keep(best);
        return Descend(best, Tolerance, double.NegativeInfinity);
    }

    /// <summary>The best point, found more exactly.</summary>
    public DualPoint Sharpened(DualPoint best) => Descend(best, Sharp, double.NegativeInfinity);

    /// <summary>
    /// The least value of the function plus so much of one multiplier, begun from what is known of the function: the
    /// optimum with that row's right side moved. Minus infinity where it falls below a floor: no such optimum.
    /// </summary>
    public double LeastTilted(DualPoint best, int row, double tilt, double floor)
    {
        var tilted = new ProximalBundle(at => evaluate(at).Tilted(row, tilt), scale)
        {
            _weights = [.. _weights],
            _patience = 6,
        };
        tilted._cuts.AddRange(_cuts.Select(cut => cut.Tilted(row, tilt)));
        var least = tilted.Descend(best.Tilted(row, tilt), Sharp, floor).Dual;
        Rounds += tilted.Rounds;
        return least < floor ? double.NegativeInfinity : least;
    }

    private DualPoint Descend(DualPoint best, double tolerance, double floor)
    {
        var (settled, most) = (0, Rounds + MostRounds);
        while (Rounds < most && settled < _patience && best.Dual >= floor)
        {
            var next = Next(best.At);
            var promised = best.Dual - Model(next);
            if (promised <= tolerance * scale)
            {
                settled++;
                _reach = Math.Min(20 * _reach, MostReach * scale);
                continue;
            }

            settled = 0;
            Rounds++;
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
