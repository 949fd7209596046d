namespace WorldModel.Allocation.Limits;

/// <summary>
/// The dual function at some multipliers: everybody's best option when each row's use costs its multiplier, one pass
/// over all options on all cores. Blocks of consumers are fixed, so that sums are the same on any number of cores.
/// </summary>
internal sealed class PricedPass
{
    private const int MostBlocks = 64;
    private const int LeastBlock = 4096;
    private readonly LimitProgram _program;
    private readonly double[] _money;
    private readonly double[] _contact;
    private readonly double _value;

    public PricedPass(LimitProgram program, ReadOnlySpan<double> multipliers)
    {
        _program = program;
        _money = new double[program.Cells];
        _contact = new double[program.Cells];
        _value = program.ValueFactor;
        Array.Fill(_money, -program.CostFactor / Micros.PerUnit);
        for (var k = 0; k < multipliers.Length; k++)
        {
            var row = program.Rows[k];
            var each = multipliers[k] / row.Scale;
            if (row.Kind == LimitKind.Roi) _value += each;
            for (var cell = 0; cell < program.Cells; cell++)
            {
                if (!row.Counts(cell)) continue;
                _money[cell] += row.Kind switch
                {
                    LimitKind.Money => each,
                    LimitKind.MinSpend => -each,
                    LimitKind.Roi => each * row.Bound / Micros.PerUnit,
                    _ => 0,
                };
                if (row.Kind == LimitKind.Contacts) _contact[cell] += each;
            }
        }
    }

    /// <summary>What an option is worth less what its use of the rows costs.</summary>
    public double Net(int cell, double value, long costMicros) =>
        _value * value - _money[cell] * costMicros - _contact[cell];

    /// <summary>The dual function and its slope; <paramref name="taken"/> gets everybody's option.</summary>
    public DualPoint Run(ReadOnlySpan<double> multipliers, int[] taken)
    {
        var size = Math.Max(LeastBlock, (taken.Length + MostBlocks - 1) / MostBlocks);
        var blocks = new BlockSums[(taken.Length + size - 1) / size];
        Parallel.For(0, blocks.Length, block =>
        {
            blocks[block] = new BlockSums(_program.Cells);
            Block(block * size, Math.Min((block + 1) * size, taken.Length), taken, blocks[block]);
        });
        var sums = new BlockSums(_program.Cells);
        foreach (var block in blocks) sums.Add(block);
        var slope = new double[multipliers.Length];
        var dual = sums.Net;
        for (var k = 0; k < slope.Length; k++)
        {
            var row = _program.Rows[k];
            slope[k] = row.Right - sums.PlainLeft(row) / row.Scale;
            dual += multipliers[k] * row.Right;
        }

        return new DualPoint(multipliers.ToArray(), dual, slope);
    }

    private void Block(int first, int end, int[] taken, BlockSums sums)
    {
        var table = _program.Table;
        for (var consumer = first; consumer < end; consumer++)
        {
            var (start, cells) = (table.Start[consumer], _program.CellOf[consumer]);
            var (best, at) = (0.0, HullStep.Nothing);
            for (var option = start; option < table.Start[consumer + 1]; option++)
            {
                var cell = cells + table.Treatment[option];
                var net = Net(cell, table.Value[option], table.CostMicros[option]);
                if (!(net > best) || !_program.IsOpen(cell, table.CostMicros[option])) continue;
                (best, at) = (net, option);
            }

            taken[consumer] = at;
            if (at >= 0) sums.Add(cells + table.Treatment[at], best, table.Value[at], table.CostMicros[at]);
        }
    }
}

/// <summary>The dual function at multipliers, and its slope there.</summary>
internal sealed record DualPoint(double[] At, double Dual, double[] Slope)
{
    /// <summary>The same of the function and so much of one multiplier: a right side moved by that.</summary>
    public DualPoint Tilted(int row, double tilt)
    {
        var slope = (double[])Slope.Clone();
        slope[row] += tilt;
        return new DualPoint(At, Dual + tilt * At[row], slope);
    }

    /// <summary>The height at another point of the plane that touches the function here: never above it.</summary>
    public double Height(double[] at)
    {
        var height = Dual;
        for (var k = 0; k < at.Length; k++) height += Slope[k] * (at[k] - At[k]);
        return height;
    }
}

/// <summary>What is taken in a block, by cell.</summary>
internal sealed class BlockSums(int cells)
{
    private readonly long[] _count = new long[cells];
    private readonly double[] _cost = new double[cells];
    private CompensatedSum _net;
    private CompensatedSum _value;

    public double Net => _net.Value;

    public void Add(int cell, double net, double value, long cost)
    {
        _count[cell]++;
        _cost[cell] += cost;
        _net.Add(net);
        _value.Add(value);
    }

    public void Add(BlockSums other)
    {
        for (var cell = 0; cell < _count.Length; cell++)
        {
            _count[cell] += other._count[cell];
            _cost[cell] += other._cost[cell];
        }

        _net.Add(other.Net);
        _value.Add(other._value.Value);
    }

    /// <summary>A row's left side in its own unit.</summary>
    public double PlainLeft(LimitRow row)
    {
        var (count, cost) = (0L, 0.0);
        for (var cell = 0; cell < _count.Length; cell++)
        {
            if (!row.Counts(cell)) continue;
            count += _count[cell];
            cost += _cost[cell];
        }

        return row.PlainLeft(_value.Value, cost, count);
    }
}
