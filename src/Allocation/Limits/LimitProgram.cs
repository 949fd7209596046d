namespace WorldModel.Allocation.Limits;

/// <summary>
/// The linear programme behind a limited allocation: an objective that is a combination of value and cost, and rows.
/// What options cost in multipliers depends on their cell only (the consumer's groups and the treatment).
/// </summary>
internal sealed class LimitProgram
{
    private LimitProgram(
        OptionTable table, int[] cellOf, LimitRow[] given, LimitRow[] rows, bool[] closed, bool[] freeOnly)
    {
        (Table, CellOf, Given, Rows, Closed, FreeOnly) = (table, cellOf, given, rows, closed, freeOnly);
        AtStake = AtStakeOf(table);
    }

    public OptionTable Table { get; }

    /// <summary>Per consumer the first cell of its groups; a treatment's place is added to it.</summary>
    public int[] CellOf { get; }

    /// <summary>Every limit there is, the budget first.</summary>
    public LimitRow[] Given { get; }

    /// <summary>Those of them that have a multiplier: a cap of nothing closes options in place of pricing them, a
    /// minimum of nothing asks for nothing.</summary>
    public LimitRow[] Rows { get; }

    /// <summary>The budget's place among the rows; -1 for a budget of nothing.</summary>
    public int Budget => Array.FindIndex(Rows, row => row.Name == "budget");

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

        var given = new LimitCells(table, limits, combinations).Caps().ToList();
        if (limits.MinSpendMicros is { } least)
            given.Add(new LimitRow("min-spend", LimitKind.MinSpend, least, Math.Max(1, least), null));
        if (limits.Roi is { } rate) given.Add(new LimitRow("roi", LimitKind.Roi, rate, AtStakeOf(table), null));
        var (closed, freeOnly) = (new bool[combinations * treatments], new bool[combinations * treatments]);
        foreach (var row in given)
        {
            if (!IsClosing(row)) continue;
            var barred = row.Kind == LimitKind.Contacts ? closed : freeOnly;
            for (var cell = 0; cell < barred.Length; cell++) barred[cell] |= row.Counts(cell);
        }

        var rows = given.FindAll(row => row.Bound > 0 || row.Kind == LimitKind.Roi);
        return new LimitProgram(table, cellOf, [.. given], [.. rows], closed, freeOnly);
    }

    /// <summary>The same options for another end, without rows of some kinds.</summary>
    public LimitProgram For(double valueFactor, double costFactor, params LimitKind[] without) =>
        new(Table, CellOf, Given, Array.FindAll(Rows, row => !without.Contains(row.Kind)), Closed, FreeOnly)
        {
            ValueFactor = valueFactor,
            CostFactor = costFactor,
        };

    /// <summary>The same with a multiplier for caps of nothing as well, which nothing is closed by then.</summary>
    public LimitProgram AllPriced() => Given.Any(IsClosing)
        ? new LimitProgram(Table, CellOf, Given, Array.FindAll(Given, row => IsClosing(row) || Rows.Contains(row)),
            new bool[Cells], new bool[Cells])
        : this;

    public double Objective(double value, long costMicros) =>
        ValueFactor * value + CostFactor * Micros.ToDouble(costMicros);

    public bool IsOpen(int cell, long costMicros) => !Closed[cell] && (costMicros == 0 || !FreeOnly[cell]);

    private static bool IsClosing(LimitRow row) => row.IsCap && row.Bound == 0;

    private static double AtStakeOf(OptionTable table)
    {
        var sum = 0.0;
        for (var consumer = 0; consumer < table.Start.Length - 1; consumer++)
        {
            var best = 0.0;
            foreach (var value in table.ValuesOf(consumer)) best = Math.Max(best, value);
            sum += best;
        }

        return Math.Max(1e-9, sum);
    }
}
