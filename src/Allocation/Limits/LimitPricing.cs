namespace WorldModel.Allocation.Limits;

/// <summary>
/// Finds both one-sided prices of every limit: the optimum is found again with the limit's right side moved a little
/// to either side, from the cuts of the first time, and the change divided by the move. The optimum is concave in the
/// right side, so that every multiplier that serves it lies between the two.
/// </summary>
internal sealed class LimitPricing
{
    /// <summary>Prices this near to each other are told as one.</summary>
    private const double Alike = 5e-3;

    /// <summary>What the difference of two optima is known to, as a share of what is at stake.</summary>
    private const double Known = 1e-9;

    /// <summary>How far a right side of 1 is moved: far enough for what the optimum is known to.</summary>
    private const double LeastMove = 1e-3;
    private const double MostMove = 1e-2;

    /// <summary>A price of a whole limit above so many times what is at stake is one that nothing can pay.</summary>
    private const double MostPrice = 1e3;

    private readonly LimitProgram _program;
    private readonly ProximalBundle _bundle;
    private readonly DualPoint _best;
    private readonly double _floor;

    private LimitPricing(LimitProgram program, ProximalBundle bundle, DualPoint best)
    {
        (_program, _bundle) = (program, bundle);
        _best = bundle.Sharpened(best);
        _floor = -program.AtStake;
        for (var consumer = 0; consumer < program.CellOf.Length; consumer++)
        {
            var least = 0.0;
            foreach (var value in program.Table.ValuesOf(consumer)) least = Math.Min(least, value);
            _floor += least;
        }
    }

    /// <summary>Per limit given its prices, from the optimum and the bundle that found it.</summary>
    public static LimitPrice[] Of(LimitProgram program, ProximalBundle bundle, DualPoint best)
    {
        var all = program.AllPriced();
        return all == program ? new LimitPricing(program, bundle, best).Prices() : Anew(all, Start(program, all, best));
    }

    /// <summary>The same where no bundle was needed to allocate: from multipliers near the optimum.</summary>
    public static LimitPrice[] Of(LimitProgram program, double[] near)
    {
        var all = program.AllPriced();
        if (all == program) return Anew(program, near);
        var best = new PricedPass(program, near).Run(near, new int[program.CellOf.Length]);
        return Anew(all, Start(program, all, best));
    }

    private static LimitPrice[] Anew(LimitProgram program, double[] start)
    {
        var taken = new int[program.CellOf.Length];
        var bundle = new ProximalBundle(at => new PricedPass(program, at).Run(at, taken), program.AtStake);
        return new LimitPricing(program, bundle, bundle.Minimise(start)).Prices();
    }

    /// <summary>Multipliers for caps of nothing that nobody would pay, beside those of all other limits.</summary>
    private static double[] Start(LimitProgram program, LimitProgram all, DualPoint best)
    {
        var start = new double[all.Rows.Length];
        for (var k = 0; k < start.Length; k++)
        {
            var own = Array.IndexOf(program.Rows, all.Rows[k]);
            start[k] = own >= 0 ? best.At[own] : Dearest(program, all.Rows[k], best.At);
        }

        return start;
    }

    private static double Dearest(LimitProgram program, LimitRow row, double[] at)
    {
        var (pass, table, most) = (new PricedPass(program, at), program.Table, 0.0);
        for (var consumer = 0; consumer < program.CellOf.Length; consumer++)
        {
            for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
            {
                var cell = program.CellOf[consumer] + table.Treatment[option];
                if (program.IsOpen(cell, table.CostMicros[option]) || !row.Counts(cell)) continue;
                var use = row.PlainLeft(table.Value[option], table.CostMicros[option], 1) / row.Scale;
                if (use > 0) most = Math.Max(most, pass.Net(cell, table.Value[option], table.CostMicros[option]) / use);
            }
        }

        return most;
    }

    private LimitPrice[] Prices() => Array.ConvertAll(_program.Given, row =>
    {
        var k = Array.IndexOf(_program.Rows, row);
        return k < 0 ? new LimitPrice(0, 0) : Price(k);
    });

    private LimitPrice Price(int k)
    {
        var (row, scale, multiplier) = (_program.Rows[k], _program.AtStake, _best.At[k]);
        var move = Math.Sqrt(Known * scale / Math.Max(multiplier, double.Epsilon));
        move = Math.Clamp(move, LeastMove, row.Right == 0 && row.IsCap ? 1 : MostMove);
        var noise = Known * scale / move;
        var more = (_bundle.LeastTilted(_best, k, move, _floor) - _best.Dual) / move;
        var floor = Math.Max(_floor, _best.Dual - (MostPrice * scale * move));
        // Less than nothing there is not.
        var less = row.Right == 0 && row.IsCap
            ? double.PositiveInfinity
            : (_best.Dual - _bundle.LeastTilted(_best, k, -move, floor)) / move;
        return Told(row, multiplier, more > noise ? more : 0, less > noise ? less : 0, noise);
    }

    private static LimitPrice Told(LimitRow row, double multiplier, double more, double less, double noise)
    {
        if (double.IsFinite(less) && less - more <= Math.Max(noise, Alike * less))
        {
            var one = less == 0 ? 0 : Math.Clamp(multiplier, Math.Min(more, less), less);
            (more, less) = (one, one);
        }

        return new LimitPrice(row.PerUnit(more), double.IsFinite(less) ? row.PerUnit(less) : null);
    }
}
