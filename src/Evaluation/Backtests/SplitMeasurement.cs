using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// All figures of one test half in one vector, so that a bootstrap draw serves them all and differences are paired.
/// Order: AUC per outcome; AUUC, Qini, effect per arm and outcome; value of the learned policy, of each arm; over
/// control per arm; learned over each arm; then, where it is known, today's value and learned over it.
/// </summary>
internal sealed class SplitMeasurement
{
    private readonly SplitSetup _setup;
    private readonly SplitPolicies _policies;
    private readonly Auc[] _aucs;
    private readonly List<(int Arm, int Outcome, Uplift Uplift, int[] Rows)> _uplifts = [];

    public SplitMeasurement(SplitSetup setup, TrainingSet test, Predictions predictions, SplitPolicies policies)
    {
        _setup = setup;
        _policies = policies;
        _aucs = [.. Enumerable.Range(0, setup.Outcomes.Length).Select(o => AucOf(test, predictions, o))];
        for (var arm = 0; arm < setup.Treatments.Length; arm++)
        {
            if (arm == setup.Control) continue;
            for (var outcome = 0; outcome < setup.Outcomes.Length; outcome++)
            {
                _uplifts.Add(UpliftOf(test, predictions, arm, outcome));
            }
        }
    }

    public int Figures => _aucs.Length + 3 * _uplifts.Count + 1 + 3 * Arms + (_policies.TodayScores is null ? 0 : 2);

    private int Arms => _setup.Treatments.Length;

    public void Measure(ReadOnlySpan<double> weights, Span<double> figures)
    {
        var at = 0;
        foreach (var auc in _aucs) figures[at++] = auc.Measure(weights);
        foreach (var (_, _, uplift, rows) in _uplifts)
        {
            var own = new double[rows.Length];
            for (var i = 0; i < own.Length; i++) own[i] = weights[rows[i]];
            var measured = uplift.Measure(own);
            figures[at++] = measured.Auuc;
            figures[at++] = measured.Qini;
            figures[at++] = measured.AverageEffect;
        }

        MeasureValues(weights, figures[at..]);
    }

    /// <summary>Names the figures of a vector in the order of <see cref="Measure"/>.</summary>
    public BacktestFigures Name(IReadOnlyList<Estimate> figures, SplitTotals totals)
    {
        var at = 0;
        var aucs = _setup.Outcomes.Select(outcome => new OutcomeAuc(outcome, figures[at++])).ToArray();
        var uplifts = _uplifts.Select(u => new ArmUplift(
            _setup.Treatments[u.Arm], _setup.Outcomes[u.Outcome], figures[at++], figures[at++], figures[at++]))
            .ToArray();
        var learned = figures[at++];
        var arms = Enumerable.Range(0, Arms).Select(arm => new ArmValue(
            _setup.Treatments[arm], _setup.AffordableShare(arm), figures[at + arm], figures[at + Arms + arm],
            figures[at + 2 * Arms + arm], totals.LearnedShares[arm])).ToArray();
        at += 3 * Arms;
        Estimate? today = at < figures.Count ? figures[at] : null;
        Estimate? over = at < figures.Count ? figures[at + 1] : null;
        return new BacktestFigures(
            totals.Rows, aucs, uplifts, learned, arms, today, over, totals.Claimed, totals.Spend, totals.EffectiveRows);
    }

    private void MeasureValues(ReadOnlySpan<double> weights, Span<double> figures)
    {
        var learned = Bootstrap.WeightedMean(_policies.LearnedScores, weights);
        Span<double> arms = stackalloc double[Arms];
        for (var arm = 0; arm < Arms; arm++) arms[arm] = Bootstrap.WeightedMean(_policies.ArmScores[arm], weights);
        figures[0] = learned;
        for (var arm = 0; arm < Arms; arm++)
        {
            figures[1 + arm] = arms[arm];
            figures[1 + Arms + arm] = arms[arm] - arms[_setup.Control];
            figures[1 + 2 * Arms + arm] = learned - arms[arm];
        }

        if (_policies.TodayScores is null) return;
        var today = Bootstrap.WeightedMean(_policies.TodayScores, weights);
        figures[1 + 3 * Arms] = today;
        figures[2 + 3 * Arms] = learned - today;
    }

    private static Auc AucOf(TrainingSet test, Predictions predictions, int outcome)
    {
        var scores = new double[test.Rows];
        var happened = new bool[test.Rows];
        for (var row = 0; row < test.Rows; row++)
        {
            scores[row] = predictions.Level(row, test.Treatment[row], outcome);
            happened[row] = test.OutcomeRow(row)[outcome] > 0;
        }

        return new Auc(scores, happened);
    }

    private (int, int, Uplift, int[]) UpliftOf(TrainingSet test, Predictions predictions, int arm, int outcome)
    {
        var rows = Enumerable.Range(0, test.Rows)
            .Where(row => test.Treatment[row] == arm || test.Treatment[row] == _setup.Control).ToArray();
        var scores = Array.ConvertAll(rows, row =>
            predictions.Level(row, arm, outcome) - predictions.Level(row, _setup.Control, outcome));
        var uplift = new Uplift(
            scores, Array.ConvertAll(rows, row => test.Treatment[row] == arm),
            Array.ConvertAll(rows, row => (double)test.OutcomeRow(row)[outcome]),
            Array.ConvertAll(rows, row => (double)test.Propensity[row]));
        return (arm, outcome, uplift, rows);
    }
}

/// <summary>What a split says beside its measured figures.</summary>
internal sealed record SplitTotals(
    int Rows, double[] LearnedShares, Estimate Claimed, Estimate Spend, double EffectiveRows);
