using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>The policies compared on a test half, as doubly robust scores a row.</summary>
internal sealed class SplitPolicies
{
    private SplitPolicies(int[] learned, double[] learnedScores, double[][] armScores, double[]? todayScores)
    {
        Learned = learned;
        LearnedScores = learnedScores;
        ArmScores = armScores;
        TodayScores = todayScores;
    }

    /// <summary>The learned policy's treatment, a row each.</summary>
    public int[] Learned { get; }

    public double[] LearnedScores { get; }

    /// <summary>Each treatment given to all whom the budget pays for, at random.</summary>
    public double[][] ArmScores { get; }

    public double[]? TodayScores { get; }

    public required double Claimed { get; init; }

    public required double Spend { get; init; }

    public required double EffectiveRows { get; init; }

    public static SplitPolicies Of(SplitSetup setup, TrainingSet test, Predictions predictions, int[]? today)
    {
        var arms = setup.Treatments.Length;
        var model = new double[test.Rows * arms];
        var reward = new double[test.Rows];
        for (var row = 0; row < test.Rows; row++)
        {
            reward[row] = setup.Worth(test.OutcomeRow(row)) - setup.CostInReward(test.Treatment[row]);
            for (var arm = 0; arm < arms; arm++)
            {
                var levels = predictions.Row(row).Slice(arm * predictions.Outcomes, predictions.Outcomes);
                model[row * arms + arm] = setup.Worth(levels) - setup.CostInReward(arm);
            }
        }

        var offPolicy = new OffPolicy(
            arms, test.Treatment, Array.ConvertAll(test.Propensity, p => (double)p), reward, model);
        var learned = Choose(setup, model, test.Rows);
        return new SplitPolicies(
            learned, offPolicy.Scores(learned), Arms(setup, offPolicy), today is null ? null : offPolicy.Scores(today))
        {
            Claimed = offPolicy.Claimed(learned),
            Spend = learned.Average(arm => setup.ContactCosts[arm]),
            EffectiveRows = offPolicy.Inverse(learned).EffectiveRows,
        };
    }

    private static int[] Choose(SplitSetup setup, double[] model, int rows)
    {
        var arms = setup.Treatments.Length;
        if (setup.BudgetPerRow is { } budget)
        {
            var values = new double[model.Length];
            for (var i = 0; i < model.Length; i++) values[i] = model[i] - model[i - i % arms + setup.Control];
            return setup.Options.Spend!(values, setup.ContactCosts, budget * rows);
        }

        var chosen = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            // Control unless a treatment is worth more.
            chosen[row] = setup.Control;
            for (var arm = 0; arm < arms; arm++)
            {
                if (model[row * arms + arm] > model[row * arms + chosen[row]]) chosen[row] = arm;
            }
        }

        return chosen;
    }

    private static double[][] Arms(SplitSetup setup, OffPolicy offPolicy)
    {
        var control = offPolicy.Scores(setup.Control);
        var scores = new double[setup.Treatments.Length][];
        for (var arm = 0; arm < scores.Length; arm++)
        {
            var share = setup.AffordableShare(arm);
            scores[arm] = offPolicy.Scores(arm);
            for (var row = 0; row < control.Length; row++)
            {
                scores[arm][row] = share * scores[arm][row] + (1 - share) * control[row];
            }
        }

        return scores;
    }
}
