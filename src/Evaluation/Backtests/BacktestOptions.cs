using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// Trains on one half and predicts the other; must not look at the second half's treatments or outcomes.
/// </summary>
/// <param name="train">The half to learn from.</param>
/// <param name="test">The half to predict.</param>
/// <param name="split">The split's number, for seeds and progress.</param>
public delegate Predictions Trainer(TrainingSet train, TrainingSet test, int split);

/// <summary>Spends a budget: which treatment each row gets. The control costs nothing and is worth nothing.</summary>
/// <param name="values">Value over control, rows x treatments.</param>
/// <param name="costs">Cost of a contact, one a treatment.</param>
/// <param name="budget">In currency, for all rows.</param>
public delegate int[] BudgetPolicy(double[] values, double[] costs, double budget);

/// <summary>How a backtest is run.</summary>
public sealed record BacktestOptions
{
    public const string DefaultControl = "none";

    /// <summary>How many random half splits of the consumers.</summary>
    public int Splits { get; init; } = 10;

    public ulong Seed { get; init; } = 1;

    /// <summary>Bootstrap replicates of each split's intervals.</summary>
    public int Replicates { get; init; } = 200;

    /// <summary>The treatment that is no treatment.</summary>
    public string Control { get; init; } = DefaultControl;

    /// <summary>
    /// In currency for all rows of the experiment; a half gets its share. Null: no limit, and each consumer gets the
    /// treatment with the highest value less cost.
    /// </summary>
    public double? Budget { get; init; }

    /// <summary>Spends the budget; needed where there is one.</summary>
    public BudgetPolicy? Spend { get; init; }

    /// <summary>
    /// Cost of a contact, one a treatment; null: the mean cost that the rows record, 0 where they do not.
    /// </summary>
    public double[]? ContactCosts { get; init; }

    /// <summary>
    /// What today's policy would give each row of the experiment, as treatment indices; null: not known.
    /// </summary>
    public int[]? Today { get; init; }
}
