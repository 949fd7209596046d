using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Sends steps to an allocator: those inside a bracket of slopes, and those that may fill what a cut left.
/// </summary>
internal sealed class StepPages(ShardState state, GrainLimits limits)
{
    /// <summary>Steps with Low &lt;= slope &lt; High of rows from a row on; whole rows, at most a page.</summary>
    public async ValueTask<IncrementPage> Bracket(CampaignColumns columns, IncrementQuery query)
    {
        var found = new List<Increment>();
        var row = query.From;
        for (var scanned = 1; row < columns.Rows && found.Count + columns.Options <= limits.PageItems; row++, scanned++)
        {
            AddBracket(columns, row, query, found);
            if (scanned % limits.ScanRowsPerSlice == 0) await Task.Yield();
        }

        return new IncrementPage([.. found], row < columns.Rows ? row : -1, null);
    }

    /// <summary>The first steps, in order, that may still fit.</summary>
    public async ValueTask<IncrementPage> Fill(CampaignColumns columns, FillQuery query)
    {
        var rule = new DecisionRule(0, query.Cut, query.Filled);
        var first = new FirstSteps(query.Limit);
        await Scanner.Scan(columns.Rows, limits, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                AddFill(columns, row, rule, query, first);
            }
        });
        return new IncrementPage(first.Steps, first.Dropped ? 0 : -1, null);
    }

    private static bool IsOpen(CampaignColumns columns, int row) =>
        columns.Group(row) == CampaignGroup.Policy && columns.Choice(row, columns.Day) is null;

    private void AddBracket(CampaignColumns columns, int row, IncrementQuery query, List<Increment> found)
    {
        if (!IsOpen(columns, row)) return;
        Span<HullStep> steps = stackalloc HullStep[columns.Options];
        steps = steps[..columns.Hull(row, steps)];
        foreach (var step in steps)
        {
            if (step.Slope >= query.Low && step.Slope < query.High) found.Add(Message(columns, row, step));
        }
    }

    private void AddFill(CampaignColumns columns, int row, DecisionRule rule, FillQuery query, FirstSteps found)
    {
        if (!IsOpen(columns, row)) return;
        Span<HullStep> steps = stackalloc HullStep[columns.Options];
        steps = steps[..columns.Hull(row, steps)];
        foreach (var step in steps[rule.Taken(state.Rows.Ids[row]!, steps, columns.Costs(row))..])
        {
            var message = Message(columns, row, step);
            if (message.CostMicros > query.MostMicros) return;
            if (IncrementOrder.Compare(IncrementOrder.Mark(message), query.After) <= 0) return;
            found.Add(message);
        }
    }

    private Increment Message(CampaignColumns columns, int row, HullStep step)
    {
        var (cost, value) = HullMoney.Of(step, columns.Costs(row), columns.Values(row));
        return new Increment(step.Slope, ConsumerHash.Of(state.Rows.Ids[row]!), step.From, step.Option, cost, value);
    }
}
