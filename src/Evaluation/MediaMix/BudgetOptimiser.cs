using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// Splits a budget over channels for the largest expected outcome, each channel between its bounds. Money moves between
/// pairs of channels in ever smaller steps, only where the mix itself expects more of it, from two starts: as now, and
/// from the lower bounds up by the best return of a step or of many at once, which finds its way over the foot of an S.
/// So the plan is never worse than the current one by the mix's own account. Interactions count; the optimum is not
/// proved to be global.
/// </summary>
public sealed class BudgetOptimiser
{
    private const int SearchDraws = 24;
    private const double FirstStep = .08;
    private const double LastStep = .0025;
    private readonly IFittedMix _mix;
    private readonly WeeklyTable _table;
    private readonly WeekWindow _window;
    private readonly BudgetBounds[] _bounds;
    private readonly int[] _draws;
    private readonly CancellationToken _stop;
    private readonly int _threads;

    private BudgetOptimiser(
        IFittedMix mix, WeekWindow window, BudgetBounds[] bounds, CancellationToken stop, int threads)
    {
        _threads = threads;
        (_mix, _table, _window, _bounds, _stop) = (mix, mix.Fitted, window.Within(mix.Fitted), bounds, stop);
        var count = Math.Min(SearchDraws, mix.Draws);
        _draws = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * mix.Draws / count))];
    }

    /// <param name="mix">By whose account.</param>
    /// <param name="window">The weeks that are planned anew.</param>
    /// <param name="bounds">One a channel, around what is spent now.</param>
    /// <param name="stop">Stops the work.</param>
    /// <param name="threads">Most at once, 0 for one a core.</param>
    public static BudgetPlan Optimise(
        IFittedMix mix, WeekWindow window, BudgetBounds[] bounds, CancellationToken stop = default,
        int threads = 0) =>
        new BudgetOptimiser(mix, window, bounds, stop, threads).Run();

    private BudgetPlan Run()
    {
        var current = Enumerable.Range(0, _table.Channels.Length)
            .Select(channel => _table.TotalSpend(channel, _window.From, _window.To)).ToArray();
        for (var channel = 0; channel < current.Length; channel++)
        {
            var (low, high) = _bounds[channel];
            if (low > current[channel] || high < current[channel])
            {
                throw new InputException(
                    $"bounds of {_table.Channels[channel]}", $"{low} to {high}", $"around {current[channel]}, as now");
            }
        }

        double[][] starts = [Improve([.. current]), Improve(FromBelow(current.Sum()))];
        var values = Values(starts);
        var best = starts[values[1] > values[0] ? 1 : 0];
        var totals = PlanTotals.Of(_mix, [_table, Plan(best)], _window.From, null, _stop, _threads);
        var gains = totals[1].Zip(totals[0], (planned, now) => planned - now).ToArray();
        if (gains.Average() < 0) (best, gains) = (current, new double[gains.Length]);
        return new BudgetPlan(
            _table.Channels, current, best, _bounds, DrawnEstimate.Of(gains),
            gains.Count(gain => gain > 0) / (double)gains.Length);
    }

    private double[] FromBelow(double budget)
    {
        double[] plan = [.. _bounds.Select(bound => bound.Low)];
        var step = budget * .04;
        while (budget - plan.Sum() is > 1e-9 and var left && left > 1e-9 * budget)
        {
            var options =
                (from channel in Enumerable.Range(0, plan.Length)
                 from steps in (int[])[1, 3, 9, 25]
                 let money = Math.Min(Math.Min(steps * step, left), _bounds[channel].High - plan[channel])
                 where money > 1e-9 * budget
                 select (channel, money)).Distinct().ToArray();
            if (options.Length == 0) break;
            var values = Values([plan, .. options.Select(option => Changed(plan, option.channel, option.money))]);
            var best = Enumerable.Range(0, options.Length)
                .MaxBy(i => (values[i + 1] - values[0]) / options[i].money);
            plan[options[best].channel] += options[best].money;
        }

        return plan;
    }

    private double[] Improve(double[] plan)
    {
        var budget = plan.Sum();
        for (var step = FirstStep * budget; step > LastStep * budget; step /= 2)
        {
            for (var round = 0; round < 100; round++)
            {
                if (Move(plan, step) is not { } better) break;
                plan = better;
            }
        }

        return plan;
    }

    /// <summary>
    /// The best of the most promising moves of a step's money between two channels; null if none gains.
    /// </summary>
    private double[]? Move(double[] plan, double step)
    {
        var channels = Enumerable.Range(0, plan.Length).ToArray();
        var up = channels.Select(channel => Math.Min(step, _bounds[channel].High - plan[channel])).ToArray();
        var down = channels.Select(channel => Math.Min(step, plan[channel] - _bounds[channel].Low)).ToArray();
        var values = Values([
            plan, .. channels.Select(channel => Changed(plan, channel, up[channel])),
            .. channels.Select(channel => Changed(plan, channel, -down[channel]))]);
        var smallest = LastStep / 8 * plan.Sum();
        var moves =
            (from to in channels
             from source in channels
             let money = Math.Min(up[to], down[source])
             where to != source && money > smallest
             let gain = (values[1 + to] - values[0]) / up[to] * money
                 + (values[1 + plan.Length + source] - values[0]) / down[source] * money
             orderby gain descending
             select Changed(Changed(plan, to, money), source, -money)).Take(4).ToArray();
        if (moves.Length == 0) return null;
        var reached = Values(moves);
        var best = Enumerable.Range(0, moves.Length).MaxBy(i => reached[i]);
        return reached[best] > values[0] + 1e-9 * Math.Abs(values[0]) ? moves[best] : null;
    }

    private double[] Values(IReadOnlyList<double[]> budgets) => [.. PlanTotals.Of(
        _mix, [.. budgets.Select(Plan)], _window.From, _draws, _stop, _threads).Select(totals => totals.Average())];

    private WeeklyTable Plan(double[] budgets) => SpendPlan.WithBudgets(_table, budgets, _window);

    private static double[] Changed(double[] plan, int channel, double money)
    {
        double[] changed = [.. plan];
        changed[channel] += money;
        return changed;
    }
}
