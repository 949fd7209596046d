namespace WorldModel.Allocation;

/// <summary>Who has what so far, and what it costs and is worth.</summary>
internal sealed class StepTaking
{
    private readonly OptionTable _table;
    private readonly int[] _taken;
    private CompensatedSum _worth;

    public StepTaking(OptionTable table, int[] taken, long spend, double worth)
    {
        (_table, _taken, Spend) = (table, taken, spend);
        _worth.Add(worth);
    }

    public long Spend { get; private set; }

    public double Value => _worth.Value;

    public void Take(in RawStep step)
    {
        _taken[step.Consumer] = _table.Start[step.Consumer] + step.Option;
        Spend += step.CostMicros;
        _worth.Add(step.Value);
    }

    /// <summary>Goes on in order to steps that fit and follow what their consumer has; how many.</summary>
    public int Fill(ReadOnlySpan<RawStep> steps, ReadOnlySpan<int> order, long budget)
    {
        var filled = 0;
        foreach (var place in order)
        {
            ref readonly var step = ref steps[place];
            if (step.CostMicros > budget - Spend || !Follows(step)) continue;
            Take(step);
            filled++;
        }

        return filled;
    }

    public AllocationPlan Plan(long budget, double price, double dual, int filled) =>
        new(_table, budget, price, _taken, filled, Spend, Value, Math.Max(dual, Value));

    private bool Follows(in RawStep step) => _taken[step.Consumer]
        == (step.From == RawStep.NoOption ? HullStep.Nothing : _table.Start[step.Consumer] + step.From);
}
