using WorldModel.Allocation.DecisionFocused;
using WorldModel.Models.Learners;
using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// One network on one task: the two-stage model, what else could be done with as much work, and decision-focused
/// training with surrogate, temperature and stopping chosen on validation rows, budget by budget.
/// </summary>
internal sealed class CellRun
{
    /// <summary>
    /// How many standard errors a network must be ahead on validation rows to replace the two-stage one: the best of
    /// many noisy figures looks better than it is. Chosen on seeds 101 to 106, which no table uses.
    /// </summary>
    public const double Ahead = .5;

    private readonly DecisionTask _task;
    private readonly NetworkSize _size;
    private readonly CellRecipes _recipes;
    private readonly int _seed;
    private readonly ResponseNetwork _twoStage;
    private readonly Dictionary<string, double[]> _earned;

    public CellRun(
        DecisionTask task, NetworkSize size, CellRecipes recipes, int seed, Dictionary<string, double[]> baselines)
    {
        (_task, _size, _recipes, _seed) = (task, size, recipes, seed);
        _earned = new(baselines);
        _twoStage = TwoStageTrainer.Train(task.Train, task.Validation, recipes.Network(size, seed));
        Validation = new ValidationValue(task.Validation, task.Budgets, _twoStage);
        Predicted = CrossFit.Of(task.Train, task.Validation, recipes.Network(size, seed));
        Keep(CellResult.TwoStage, _twoStage);
    }

    public ValidationValue Validation { get; }

    /// <summary>Predictions of the training rows by networks that have not seen them.</summary>
    private ResponseTable Predicted { get; }

    /// <summary>Baselines that need no network of this size.</summary>
    public static Dictionary<string, double[]> Baselines(DecisionTask task, CellRecipes recipes, int seed)
    {
        var arms = task.Train.Arms;
        double[] even = [0, .. Enumerable.Repeat(1.0 / (arms - 1), arms - 1)];
        var forest = HonestForest.Grow(
            task.Train, new ForestOptions((ulong)seed) { Trees = recipes.Trees, Threads = 1 });
        var earned = new Dictionary<string, double[]>
        {
            ["random"] = task.EarnedAtRandom(_ => even),
            ["uniform"] = task.EarnedAtRandom(budget => BestArm(task.Train, budget)),
            ["causal forest"] = task.Earned(PolicyPath.Of(forest.Predict(task.Test.Features))),
        };
        if (task.TruthKnown) earned[CellResult.Oracle] = task.Earned(PolicyPath.Of(task.Judge));
        return earned;
    }

    /// <summary>The whole cell.</summary>
    public CellResult Run(string regime, TimeProvider time)
    {
        var start = time.GetTimestamp();
        Rivals();
        var (chosen, networks) = Choose();
        ByArgmax(networks);
        return new CellResult(
            regime, _size.Name, _seed, _task.Rejected, _earned, chosen, Measures(networks),
            time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>The sides of all corrections, each trained once.</summary>
    public CellResult Compare(string regime, Correction[] corrections, TimeProvider time)
    {
        var start = time.GetTimestamp();
        foreach (var correction in corrections)
        {
            foreach (var side in (CorrectionSide[])[correction.On, correction.Off])
            {
                var name = side.Name(correction.Recipe);
                if (!_earned.ContainsKey(name)) _earned[name] = side.Train(this, _task.Train, correction.Recipe);
            }
        }

        return new CellResult(
            regime, _size.Name, _seed, _task.Rejected, _earned, [], [], time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>
    /// Trains one recipe for each budget alone and stops where the validation rows say; no keeping of the two-stage
    /// network.
    /// </summary>
    public double[] Trained(DecisionRecipe recipe, TrialScores scores) =>
        [.. _task.Budgets.Select((_, budget) => Earned(Stopped(recipe, scores, budget).Network!, budget))];

    public TrialScores DoublyRobust() => TrialScores.DoublyRobust(_task.Train, Predicted);

    private Candidate Stopped(DecisionRecipe recipe, TrialScores scores, int budget)
    {
        var best = new Candidate();
        foreach (var network in new DecisionTrainer(_task.Train, scores, [_task.Budgets[budget]])
            .Train(_twoStage, recipe))
        {
            best.Offer(recipe.Name, network, Validation.Of(network, budget));
        }

        return best;
    }

    private void Rivals()
    {
        var recipe = _recipes.Network(_size, _seed);
        Keep("trained on", TwoStageTrainer.Continue(
            _twoStage, _task.Train, _recipes.Steps * 2, recipe, recipe.LearningRate));
        var members = Enumerable.Range(1, _recipes.Members - 1)
            .Select(member => TwoStageTrainer.Train(
                _task.Train, _task.Validation, _recipes.Network(_size, _seed, member)))
            .Prepend(_twoStage)
            .Select(network => network.Predict(_task.Test.Features));
        _earned["ensemble"] = _task.Earned(PolicyPath.Of(ResponseTable.Mean([.. members])));
        _earned["direct ranking"] = _task.Earned(Ranked(DirectRanking.Train(_task.Train, _task.Validation, recipe)));
    }

    private (string[] Names, ResponseNetwork[] Networks) Choose()
    {
        var scores = DoublyRobust();
        var (names, networks) = (new string[_task.Budgets.Length], new ResponseNetwork[_task.Budgets.Length]);
        var chosen = new double[_task.Budgets.Length];
        for (var budget = 0; budget < _task.Budgets.Length; budget++)
        {
            var best = new Candidate();
            foreach (var recipe in _recipes.Candidates(_seed))
            {
                var stopped = Stopped(recipe, scores, budget);
                Slot(recipe.Name)[budget] = Earned(stopped.Network!, budget);
                best.Offer(recipe.Name, stopped.Network!, stopped.Advantage);
            }

            var ahead = best.Advantage.Mean > Ahead * best.Advantage.Error;
            networks[budget] = ahead ? best.Network! : _twoStage;
            names[budget] = ahead ? best.Name : "keep";
            chosen[budget] = Earned(networks[budget], budget);
        }

        _earned[CellResult.Decision] = chosen;
        return (names, networks);
    }

    private void ByArgmax(ResponseNetwork[] chosen)
    {
        var twoStage = _twoStage.Predict(_task.Test.Features);
        _earned[CellResult.TwoStageByArgmax] = [.. chosen.Select((_, b) => _task.EarnedByArgmax(twoStage, b))];
        _earned[CellResult.DecisionByArgmax] =
            [.. chosen.Select((network, b) => _task.EarnedByArgmax(network.Predict(_task.Test.Features), b))];
    }

    private double[] Slot(string name) =>
        _earned.TryGetValue(name, out var found) ? found : _earned[name] = new double[_task.Budgets.Length];

    private void Keep(string name, ResponseNetwork network) =>
        _earned[name] = _task.Earned(PolicyPath.Of(network.Predict(_task.Test.Features)));

    private double Earned(ResponseNetwork network, int budget) =>
        _task.Earned(PolicyPath.Of(network.Predict(_task.Test.Features)))[budget];

    private PolicyPath Ranked(DirectRanking ranking)
    {
        var returns = ranking.Returns(_task.Test.Features);
        var steps = _task.Test.Arms - 1;
        return PolicyPath.Ordered(_task.Test.Rows, _task.Test.Arms, Enumerable.Range(0, returns.Length)
            .OrderByDescending(i => returns[i]).ThenBy(i => i)
            .Select(i => (i / steps, i % steps, i % steps + 1, returns[i])));
    }

    /// <summary>Figures that need no truth, of the two-stage and the chosen networks on the test log.</summary>
    private Dictionary<string, double[]> Measures(ResponseNetwork[] chosen)
    {
        var test = new TestLog(_task, _twoStage);
        var measures = new Dictionary<string, double[]>();
        test.Add(measures, CellResult.TwoStage, [.. chosen.Select(_ => _twoStage)]);
        test.Add(measures, CellResult.Decision, chosen);
        return measures;
    }

    /// <summary>
    /// All weight on the arm with the best average return in the log, of those that would use a budget up if all got
    /// them.
    /// </summary>
    private static double[] BestArm(TrialLog log, double budget)
    {
        var scores = TrialScores.Inverse(log);
        var (value, cost) = (new double[log.Arms], new double[log.Arms]);
        for (var i = 0; i < scores.Value.Length; i++)
        {
            value[i % log.Arms] += scores.Value[i] / log.Rows;
            cost[i % log.Arms] += scores.Cost[i] / log.Rows;
        }

        var dear = Enumerable.Range(1, log.Arms - 1).Where(arm => cost[arm] - cost[0] >= budget).ToArray();
        var best = dear.Length > 0
            ? dear.MaxBy(arm => (value[arm] - value[0]) / Math.Max(cost[arm] - cost[0], 1e-9))
            : Enumerable.Range(1, log.Arms - 1).MaxBy(arm => cost[arm]);
        var mix = new double[log.Arms];
        mix[best] = 1;
        return mix;
    }
}
