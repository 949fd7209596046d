namespace WorldModel.Allocation.Limits;

/// <summary>
/// Whole treatments that keep every row, from what everybody would take at the multipliers. While a row is broken, the
/// moves that lose least of the priced value for what they mend are made, one a consumer and round; then moves that
/// gain value and fit are made, those first that gain most for what the rows charge. Moves are in one order (rate,
/// consumer), so that ties are split one by one and the result repeats.
/// </summary>
internal sealed class PrimalRepair
{
    private const int MostRounds = 60;
    private readonly LimitProgram _program;
    private readonly PricedPass _prices;
    private readonly int[] _taken;
    private readonly double[] _left;

    public PrimalRepair(LimitProgram program, PricedPass prices, int[] taken)
    {
        (_program, _prices, _taken) = (program, prices, taken);
        _left = Left();
    }

    /// <summary>Whether all rows are kept in the end.</summary>
    public bool Run()
    {
        for (var round = 0; round < MostRounds && !IsKept; round++)
        {
            if (Make(Moves(MendingRate), Mends) == 0) break;
            Recount();
        }

        if (!IsKept) return false;
        for (var round = 0; round < MostRounds; round++)
        {
            if (Make(Moves(GainRate), Fits) == 0) break;
            Recount();
        }

        return IsKept;
    }

    private bool IsKept
    {
        get
        {
            for (var k = 0; k < _left.Length; k++)
            {
                if (_left[k] > _program.Rows[k].PlainRight) return false;
            }

            return true;
        }
    }

    private void Recount() => Left().CopyTo(_left, 0);

    private double[] Left()
    {
        var sums = new BlockSums(_program.Cells);
        for (var consumer = 0; consumer < _taken.Length; consumer++)
        {
            if (_taken[consumer] is var option and >= 0)
            {
                sums.Add(Cell(consumer, option), 0, _program.Table.Value[option], _program.Table.CostMicros[option]);
            }
        }

        return Array.ConvertAll(_program.Rows, sums.PlainLeft);
    }

    private int Cell(int consumer, int option) =>
        _program.CellOf[consumer] + _program.Table.Treatment[option];

    /// <summary>Every consumer's best move by a rate; the highest rate first.</summary>
    private List<Move> Moves(Func<Move, double> rate)
    {
        var table = _program.Table;
        var moves = new List<Move>();
        for (var consumer = 0; consumer < _taken.Length; consumer++)
        {
            var best = default(Move) with { Rate = double.NegativeInfinity };
            for (var to = table.Start[consumer] - 1; to < table.Start[consumer + 1]; to++)
            {
                var option = to < table.Start[consumer] ? HullStep.Nothing : to;
                if (option == _taken[consumer]) continue;
                if (option >= 0 && !_program.IsOpen(Cell(consumer, option), table.CostMicros[option])) continue;
                var move = new Move(consumer, option, 0);
                move = move with { Rate = rate(move) };
                if (move.Rate > best.Rate) best = move;
            }

            if (best.Rate > double.NegativeInfinity) moves.Add(best);
        }

        moves.Sort((a, b) => b.Rate != a.Rate ? b.Rate.CompareTo(a.Rate) : a.Consumer - b.Consumer);
        return moves;
    }

    private int Make(List<Move> moves, Func<double[], bool> accepts)
    {
        var made = 0;
        var change = new double[_left.Length];
        foreach (var move in moves)
        {
            Change(move, change);
            if (!accepts(change)) continue;
            for (var k = 0; k < change.Length; k++) _left[k] += change[k];
            _taken[move.Consumer] = move.To;
            made++;
        }

        return made;
    }

    /// <summary>Priced value gained (mostly lost) for each share of a broken row that is mended.</summary>
    private double MendingRate(Move move)
    {
        var mended = 0.0;
        for (var k = 0; k < _left.Length; k++)
        {
            var broken = _left[k] - _program.Rows[k].PlainRight;
            if (broken > 0) mended += Math.Min(broken, -Change(move, k)) / broken;
        }

        return mended > 0 ? NetGain(move) / mended : double.NegativeInfinity;
    }

    /// <summary>Value gained for what the rows charge; only moves that gain and fit by themselves.</summary>
    private double GainRate(Move move)
    {
        var gain = Objective(move.To) - Objective(_taken[move.Consumer]);
        if (!(gain > 0)) return double.NegativeInfinity;
        for (var k = 0; k < _left.Length; k++)
        {
            var change = Change(move, k);
            if (change > 0 && _left[k] + change > _program.Rows[k].PlainRight) return double.NegativeInfinity;
        }

        return gain / Math.Max(1e-9 * gain, gain - NetGain(move));
    }

    private bool Mends(double[] change)
    {
        var mends = false;
        for (var k = 0; k < change.Length; k++)
        {
            var room = _program.Rows[k].PlainRight - _left[k];
            if (room < 0) mends |= change[k] < 0;
            if (change[k] > 0 && change[k] > room) return false;
        }

        return mends;
    }

    private bool Fits(double[] change)
    {
        for (var k = 0; k < change.Length; k++)
        {
            if (change[k] > 0 && _left[k] + change[k] > _program.Rows[k].PlainRight) return false;
        }

        return true;
    }

    private double Objective(int option) => option < 0 ? 0
        : _program.Objective(_program.Table.Value[option], _program.Table.CostMicros[option]);

    private double NetGain(Move move) => Net(move.Consumer, move.To) - Net(move.Consumer, _taken[move.Consumer]);

    private double Net(int consumer, int option) => option < 0 ? 0 : _prices.Net(
        Cell(consumer, option), _program.Table.Value[option], _program.Table.CostMicros[option]);

    private void Change(Move move, double[] change)
    {
        for (var k = 0; k < change.Length; k++) change[k] = Change(move, k);
    }

    private double Change(Move move, int row) => Left(move.Consumer, move.To, _program.Rows[row])
        - Left(move.Consumer, _taken[move.Consumer], _program.Rows[row]);

    private double Left(int consumer, int option, LimitRow row) =>
        option < 0 || !row.Counts(Cell(consumer, option))
            ? 0
            : row.PlainLeft(_program.Table.Value[option], _program.Table.CostMicros[option], 1);

    /// <summary>One consumer's change of option.</summary>
    private readonly record struct Move(int Consumer, int To, double Rate);
}
