using WorldModel.Allocation.DecisionFocused;
using WorldModel.Allocation.DecisionFocused.Bilevel;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// One network on one task with few rows of an experiment and many observed ones: Bi-DFCL, each of its parts alone, and
/// what else could be done with the same rows. All stop where the experiment's validation rows say; the decision losses
/// are all PPL at .3 with the same doubly robust scores.
/// </summary>
internal sealed class MixedCellRun
{
    private readonly DecisionTask _task;
    private readonly TrialLog _observed;
    private readonly NetworkSize _size;
    private readonly CellRecipes _recipes;
    private readonly int _seed;
    private readonly TimeProvider _time;
    private readonly ThreadClock _clock;
    private readonly Dictionary<string, double[]> _earned;
    private readonly Dictionary<string, double[]> _measures = [];
    private readonly ResponseNetwork _twoStage;
    private readonly ValidationValue _validation;
    private readonly TrialScores _scores;
    private readonly Candidate[] _best;

    public MixedCellRun(
        DecisionTask task, NetworkSize size, CellRecipes recipes, int seed, Dictionary<string, double[]> baselines,
        TimeProvider time)
    {
        (_task, _size, _recipes, _seed, _time) = (task, size, recipes, seed, time);
        _clock = new ThreadClock(time);
        _observed = task.Observed ?? throw new ArgumentException("no observed rows", nameof(task));
        _earned = new(baselines);
        _twoStage = Timed(CellResult.TwoStage, () => TwoStage(task.Train));
        _validation = new ValidationValue(task.Validation, task.Budgets, _twoStage);
        _scores = TrialScores.DoublyRobust(
            task.Train, CrossFit.Of(task.Train, task.Validation, recipes.Network(size, seed)));
        _best = [.. task.Budgets.Select(_ => new Candidate())];
        Judge(CellResult.TwoStage, _twoStage);
    }

    /// <summary>The whole cell.</summary>
    public CellResult Run(string regime)
    {
        var start = _time.GetTimestamp();
        var pooled = Timed(MixedMethods.Pooled, () => TwoStage(_observed.With(_task.Train)));
        Judge(MixedMethods.Pooled, pooled);
        Judge(MixedMethods.Observed, Timed(MixedMethods.Observed, () => TwoStage(_observed)));
        Decide(CellResult.Decision, _twoStage);
        Decide(MixedMethods.DecisionFromPooled, pooled);
        var full = _recipes.Bilevel(BridgeKind.Counterfactual, _seed);
        ResponseNetwork[] starts = [.. _task.Budgets.Select((_, budget) => Better(pooled, budget))];
        Bilevel(MixedMethods.TeacherOnly, starts, full with { Bridge = BridgeKind.None });
        Bilevel(MixedMethods.BridgeOnly, starts, full with { Bridge = BridgeKind.Factual });
        Bilevel(MixedMethods.OneStep, starts, full with { Implicit = false });
        Bilevel(MixedMethods.Bilevel, starts, full);
        return new CellResult(
            regime, _size.Name, _seed, _task.Rejected, _earned, Choose(), _measures,
            _time.GetElapsedTime(start).TotalSeconds);
    }

    private ResponseNetwork TwoStage(TrialLog log) =>
        TwoStageTrainer.Train(log, _task.Validation, _recipes.Network(_size, _seed));

    private void Judge(string name, ResponseNetwork network)
    {
        _earned[name] = _task.Earned(PolicyPath.Of(network.Predict(_task.Test.Features)));
        if (name == CellResult.TwoStage) return;
        for (var budget = 0; budget < _best.Length; budget++)
            _best[budget].Offer(name, network, _validation.Of(network, budget));
    }

    private void Decide(string name, ResponseNetwork start) => EachBudget(name, budget =>
        new DecisionTrainer(_task.Train, _scores, [_task.Budgets[budget]]).Train(
            start, _recipes.Decision(Surrogate.Ppl, .3, _seed)));

    /// <summary>Of the two-stage networks with the experiment's rows, the one that validation rows put ahead.</summary>
    private ResponseNetwork Better(ResponseNetwork pooled, int budget) =>
        _validation.Of(pooled, budget).Mean > 0 ? pooled : _twoStage;

    private void Bilevel(string name, ResponseNetwork[] starts, BilevelRecipe recipe)
    {
        var teacher = _twoStage.Predict(_observed.Features);
        EachBudget(name, budget => new BilevelTrainer(
            _task.Train, _scores, _observed, teacher, [_task.Budgets[budget]]).Train(starts[budget], recipe));
    }

    /// <summary>Trains for each budget alone; the validation rows choose among what is handed out.</summary>
    private void EachBudget(string name, Func<int, IEnumerable<ResponseNetwork>> train)
    {
        var (earned, seconds) = (new double[_task.Budgets.Length], new double[_task.Budgets.Length]);
        for (var budget = 0; budget < earned.Length; budget++)
        {
            var stopped = new Candidate();
            var start = _clock.Seconds;
            foreach (var network in train(budget)) stopped.Offer(name, network, _validation.Of(network, budget));
            seconds[budget] = _clock.Seconds - start;
            earned[budget] = Earned(stopped.Network!, budget);
            _best[budget].Offer(name, stopped.Network!, stopped.Advantage);
        }

        _earned[name] = earned;
        _measures[name + MixedMethods.Seconds] = seconds;
    }

    /// <summary>
    /// What the validation rows would have chosen, the two-stage network kept unless another is ahead.
    /// </summary>
    private string[] Choose()
    {
        var (names, earned) = (new string[_best.Length], new double[_best.Length]);
        for (var budget = 0; budget < _best.Length; budget++)
        {
            var best = _best[budget];
            var ahead = best.Advantage.Mean > CellRun.Ahead * best.Advantage.Error;
            names[budget] = ahead ? best.Name : "keep";
            earned[budget] = Earned(ahead ? best.Network! : _twoStage, budget);
        }

        _earned[MixedMethods.Chosen] = earned;
        return names;
    }

    private double Earned(ResponseNetwork network, int budget) =>
        _task.Earned(PolicyPath.Of(network.Predict(_task.Test.Features)))[budget];

    private ResponseNetwork Timed(string name, Func<ResponseNetwork> train)
    {
        var start = _clock.Seconds;
        var network = train();
        var each = (_clock.Seconds - start) / _task.Budgets.Length;
        _measures[name + MixedMethods.Seconds] = Array.ConvertAll(_task.Budgets, _ => each);
        return network;
    }
}
