using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>What all splits of a backtest share: names, money, and which treatment is the control.</summary>
internal sealed class SplitSetup
{
    public SplitSetup(TrainingSet set, BacktestOptions options)
    {
        Options = options;
        Treatments = set.Treatments;
        Control = Array.IndexOf(set.Treatments, options.Control);
        if (Control < 0)
        {
            throw new InputException("control", options.Control, "one of " + string.Join(", ", set.Treatments));
        }

        if (options.Budget is not null && options.Spend is null)
        {
            throw new InputException("budget", options.Budget.ToString(), "no budget where nothing can spend one");
        }

        if (options.Budget is < 0 or double.NaN)
        {
            throw new InputException("budget", options.Budget.ToString(), "an amount of 0 or more");
        }

        CheckRows(set);
        Outcomes = [.. set.Schema.Outcomes.Select(outcome => outcome.Name)];
        UnitValues = [.. set.Schema.Outcomes.Select(outcome => outcome.Value * outcome.Margin)];
        ContactCosts = options.ContactCosts ?? RecordedCosts(set);
        BudgetPerRow = options.Budget / set.Rows;
    }

    public BacktestOptions Options { get; }

    public string[] Treatments { get; }

    public string[] Outcomes { get; }

    /// <summary>What a unit of each outcome is worth.</summary>
    public double[] UnitValues { get; }

    public double[] ContactCosts { get; }

    public int Control { get; }

    public double? BudgetPerRow { get; }

    /// <summary>What a contact takes off the reward: nothing where a budget pays for it.</summary>
    public double CostInReward(int treatment) => BudgetPerRow is null ? ContactCosts[treatment] : 0;

    /// <summary>The share of rows that can get a treatment at random.</summary>
    public double AffordableShare(int treatment) =>
        BudgetPerRow is { } budget && ContactCosts[treatment] > budget ? budget / ContactCosts[treatment] : 1;

    /// <summary>What a row's outcomes are worth.</summary>
    public double Worth(ReadOnlySpan<float> outcomes)
    {
        var sum = 0.0;
        for (var outcome = 0; outcome < UnitValues.Length; outcome++) sum += UnitValues[outcome] * outcomes[outcome];
        return sum;
    }

    private static void CheckRows(TrainingSet set)
    {
        for (var row = 0; row < set.Rows; row++)
        {
            if (set.Treatment[row] < 0) throw new InputException($"rows[{row}].treatment", null, "a treatment");
            if (!(set.Propensity[row] > 0 && set.Propensity[row] <= 1))
            {
                throw new InputException(
                    $"rows[{row}].propensity", set.Propensity[row].ToString(), "a probability above 0");
            }
        }
    }

    private static double[] RecordedCosts(TrainingSet set)
    {
        var sums = new double[set.Treatments.Length];
        var counts = new int[sums.Length];
        for (var row = 0; row < set.Rows; row++)
        {
            if (float.IsNaN(set.Cost[row])) continue;
            sums[set.Treatment[row]] += set.Cost[row];
            counts[set.Treatment[row]]++;
        }

        // Rows keep costs in single precision; to the micro the mean is what the table said.
        return [.. sums.Zip(counts, (sum, count) => count > 0 ? Math.Round(sum / count, 6) : 0)];
    }
}
