using WorldModel.Allocation;
using WorldModel.Evaluation.Backtests;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Backtests;

/// <summary>A model's predictions of an experiment's rows, and the allocator that spends a budget by them.</summary>
internal static class ExperimentEvaluation
{
    public static BacktestFigures Of(FrozenModel model, TrainingSet test, IReadOnlyList<Treatment> treatments) =>
        Backtest.Evaluate(test, new BacktestOptions(), Predict(model, test, treatments));

    /// <summary>Levels of all outcomes under all treatments, day by day, since the calendar acts too.</summary>
    public static Predictions Predict(IResponseModel model, TrainingSet rows, IReadOnlyList<Treatment> treatments)
    {
        var predictions = new Predictions(rows.Rows, treatments.Count, rows.OutcomeCount);
        foreach (var day in Enumerable.Range(0, rows.Rows).GroupBy(row => rows.Day[row]))
        {
            int[] members = [.. day];
            var plan = new TreatmentPlan(rows.Schema, treatments, day: day.Key);
            var levels = new float[members.Length * plan.Options * rows.OutcomeCount];
            model.Levels(rows.Select(members).Visible, members.Length, plan, levels);
            // Option 0 is the reference: nothing beyond the calendar, which is no treatment's name.
            var (width, skip) = (plan.Options * rows.OutcomeCount, rows.OutcomeCount);
            for (var i = 0; i < members.Length; i++)
                levels.AsSpan((i * width) + skip, width - skip).CopyTo(predictions.Row(members[i]));
        }
        return predictions;
    }

    /// <summary>The product's allocator: who gets what for a budget, by values over control.</summary>
    public static BudgetPolicy Spend(string[] treatments, string control) => (values, costs, budget) =>
    {
        var (arms, none) = (treatments.Length, Array.IndexOf(treatments, control));
        var builder = new OptionTableBuilder();
        for (var option = 0; option < values.Length; option++)
        {
            var (row, arm) = (option / arms, option % arms);
            if (arm != none)
                builder.Add($"{row}", treatments[arm], values[option], ToMicros(costs[arm]));
        }
        var plan = Frontier.Of(builder.Build()).At(ToMicros(budget));
        var chosen = new int[values.Length / arms];
        for (var row = 0; row < chosen.Length; row++)
            chosen[row] = plan.TreatmentOf(row) is { } name ? Array.IndexOf(treatments, name) : none;
        return chosen;
    };

    private static long ToMicros(double amount) => Micros.From(amount)
        ?? throw new InputException("cost", $"{amount}", "an amount from 0 to 1e12");
}
