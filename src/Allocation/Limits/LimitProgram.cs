namespace WorldModel.Allocation.Limits;

/// <summary>
/// The linear programme behind a limited allocation: an objective that is a combination of value and cost, and rows.
/// What options cost in multipliers depends on their cell only (the consumer's groups and the treatment).
/// </summary>
internal sealed class LimitProgram
{
    private LimitProgram(OptionTable table, int[] cellOf, LimitRow[] rows, bool[] closed, bool[] freeOnly)
    {
        (Table, CellOf, Rows, Closed, FreeOnly) = (table, cellOf, rows, closed, freeOnly);
        for (var consumer = 0; consumer < cellOf.Length; consumer++)
        {
            var best = 0.0;
            foreach (var value in table.ValuesOf(consumer)) best = Math.Max(best, value);
            AtStake += best;
        }
    }

    public OptionTable Table { get; }

    /// <summary>Per consumer the first cell of its groups; a treatment's place is added to it.</summary>
    public int[] CellOf { get; }

    public LimitRow[] Rows { get; private init; }

    /// <summary>Per cell: no option may be taken, a cap of nobody covers it.</summary>
    public bool[] Closed { get; }

    /// <summary>Per cell: only options that cost nothing may be taken, a cap of no money covers it.</summary>
    public bool[] FreeOnly { get; }

    public int Cells => Closed.Length;

    /// <summary>The objective's factor of value.</summary>
    public double ValueFactor { get; private init; } = 1;

    /// <summary>The objective's factor of cost in currency.</summary>
    public double CostFactor { get; private init; }

    /// <summary>What taking everybody's best would be worth: the scale of values.</summary>
    public double AtStake { get; }

    public static LimitProgram Of(OptionTable table, AllocationLimits limits)
    {
        var treatments = table.Treatments.Count;
        var cellOf = new int[table.Start.Length - 1];
        var combinations = 1;
        foreach (var groups in limits.Groups)
        {
            for (var consumer = 0; consumer < cellOf.Length; consumer++)
                cellOf[consumer] += combinations * groups.Of[consumer] * treatments;
            combinations *= groups.Names.Length;
        }

        var cells = new LimitCells(table, limits, combinations);
        var (closed, freeOnly) = (new bool[cells.Count], new bool[cells.Count]);
        var rows = new List<LimitRow>();
        foreach (var (name, kind, bound, covers) in cells.Caps())
        {
            if (bound > 0)
            {
                rows.Add(new LimitRow(name, kind, bound, bound, covers));
                continue;
            }

            var barred = kind == LimitKind.Contacts ? closed : freeOnly;
            for (var cell = 0; cell < barred.Length; cell++) barred[cell] |= covers is null || covers[cell];
        }

        var program = new LimitProgram(table, cellOf, [.. rows], closed, freeOnly);
        if (limits.MinSpendMicros > 0)
            rows.Add(new LimitRow("min-spend", LimitKind.MinSpend, limits.MinSpendMicros, limits.MinSpendMicros, null));
        if (limits.Roi is { } rate)
            rows.Add(new LimitRow("roi", LimitKind.Roi, rate, Math.Max(1e-9, program.AtStake), null));
        return new LimitProgram(table, cellOf, [.. rows], closed, freeOnly);
    }

    /// <summary>The same options for another end, without rows of some kinds.</summary>
    public LimitProgram For(double valueFactor, double costFactor, params LimitKind[] without) =>
        new(Table, CellOf, Array.FindAll(Rows, row => !without.Contains(row.Kind)), Closed, FreeOnly)
        {
            ValueFactor = valueFactor,
            CostFactor = costFactor,
        };

    public double Objective(double value, long costMicros) =>
        ValueFactor * value + CostFactor * Micros.ToDouble(costMicros);

    public bool IsOpen(int cell, long costMicros) => !Closed[cell] && (costMicros == 0 || !FreeOnly[cell]);
}
