using WorldModel.Evaluation.Backtests;
using WorldModel.Models.Trials;
using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// A real experiment as tasks: a random half to learn from (three quarters of it to train), the other half to judge
/// by its doubly robust scores, the arms' means among the rows trained on being the model. Costs are those stated in
/// the schema, so that spend is known exactly.
/// </summary>
internal sealed class HillstromTrial
{
    private static readonly double[] Shares = [.05, .15, .4];

    private readonly TrialLog _log;
    private readonly double[] _costs;
    private readonly string _outcome;

    public HillstromTrial(TrainingSet rows, string outcome)
    {
        _outcome = outcome;
        var column = Enumerable.Range(0, rows.OutcomeCount).First(i => rows.Schema.Outcomes[i].Name == outcome);
        var none = Array.IndexOf(rows.Treatments, BacktestOptions.DefaultControl);
        if (none < 0)
            throw new InputException("treatments", string.Join(", ", rows.Treatments), "one of them named none");

        // Arm 0 is no mail, the others in the table's order.
        var arm = Array.ConvertAll(rows.Treatment, t => t == none ? 0 : t < none ? t + 1 : t);
        var value = Enumerable.Range(0, rows.Rows).Select(row => (double)rows.OutcomeRow(row)[column]);
        _log = new TrialLog(
            rows.Width, rows.Treatments.Length, rows.Visible, arm, [.. value],
            Array.ConvertAll(rows.Cost, cost => (double)cost));
        _costs = [.. Enumerable.Range(0, _log.Arms).Select(j => _log.Cost[Array.IndexOf(arm, j)])];
    }

    /// <summary>What mailing everybody costs a row.</summary>
    private double FullSpend => _costs.Max();

    public Regime Regime => new($"hillstrom {_outcome}", Draw);

    private DecisionTask Draw(int seed)
    {
        int[] order = [.. Enumerable.Range(0, _log.Rows)];
        new RandomStream((ulong)seed, 6_000).Shuffle(order.AsSpan());
        var half = _log.Rows / 2;
        var train = _log.Select(order.AsSpan(0, half * 3 / 4));
        var test = _log.Select(order.AsSpan(half));
        return new DecisionTask(
            train, _log.Select(order.AsSpan(half * 3 / 4, half - half * 3 / 4)), test, Judge(train, test),
            Array.ConvertAll(Shares, share => share * FullSpend))
        {
            TruthKnown = false,
        };
    }

    private ResponseTable Judge(TrialLog train, TrialLog test)
    {
        var means = new double[train.Arms];
        for (var row = 0; row < train.Rows; row++)
            means[train.Arm[row]] += train.Value[row] / (train.Share(train.Arm[row]) * train.Rows);
        var judge = new ResponseTable(test.Rows, test.Arms);
        for (var i = 0; i < judge.Value.Length; i++)
        {
            var (row, arm) = (i / test.Arms, i % test.Arms);
            judge.Cost[i] = _costs[arm];
            judge.Value[i] = means[arm]
                + (test.Arm[row] == arm ? (test.Value[row] - means[arm]) / test.Share(arm) : 0);
        }

        return judge;
    }
}
