namespace WorldModel.Evaluation;

/// <summary>
/// What a policy would have earned, from rows whose treatments another policy drew with known propensities.
/// <para>
/// Doubly robust (Dudik, Langford and Li 2011): the mean over rows of m(x, pi(x)) + 1[a = pi(x)] / p x (r - m(x, a)),
/// with m a model of the reward that must not have seen the row. Unbiased where the propensities are right, whatever
/// the model; the better the model, the narrower. All rows count, not only those whose treatment agrees.
/// </para>
/// </summary>
public sealed class OffPolicy
{
    private readonly int[] _taken;
    private readonly double[] _propensity;
    private readonly double[] _reward;
    private readonly double[] _model;

    /// <param name="arms">How many treatments there are.</param>
    /// <param name="taken">The treatment that each row got.</param>
    /// <param name="propensity">The probability with which it got it: above 0.</param>
    /// <param name="reward">What the row earned.</param>
    /// <param name="model">
    /// Predicted rewards, rows x arms, cross-fitted; null: the arms' means, each row left out of its own.
    /// </param>
    public OffPolicy(int arms, int[] taken, double[] propensity, double[] reward, double[]? model = null)
    {
        if (model is not null && model.Length != taken.Length * arms)
        {
            throw new ArgumentException($"{model.Length} predictions, expected {taken.Length} rows x {arms} arms");
        }

        Arms = arms;
        _taken = taken;
        _propensity = propensity;
        _reward = reward;
        _model = model ?? ArmMeans(arms, taken, reward);
        for (var row = 0; row < taken.Length; row++)
        {
            if (!(propensity[row] > 0)) throw new ArgumentException($"the propensity of row {row} is not above 0");
        }
    }

    public int Arms { get; }

    public int Rows => _taken.Length;

    /// <summary>The doubly robust score of each row under one treatment for all; their mean is the value.</summary>
    public double[] Scores(int arm)
    {
        var scores = new double[Rows];
        for (var row = 0; row < Rows; row++) scores[row] = Score(row, arm);
        return scores;
    }

    /// <summary>The doubly robust score of each row under a policy that gives each row a treatment.</summary>
    public double[] Scores(ReadOnlySpan<int> policy)
    {
        var scores = new double[Rows];
        for (var row = 0; row < Rows; row++) scores[row] = Score(row, policy[row]);
        return scores;
    }

    /// <summary>What the model itself says the policy earns a row: the value claimed.</summary>
    public double Claimed(ReadOnlySpan<int> policy)
    {
        var sum = 0.0;
        for (var row = 0; row < Rows; row++) sum += _model[row * Arms + policy[row]];
        return sum / Rows;
    }

    /// <summary>
    /// Inverse propensity scores (Horvitz and Thompson 1952), self-normalised (Hajek), and the effective number of rows
    /// behind them, (sum w)^2 / sum w^2 (Kish 1965).
    /// </summary>
    public InverseScores Inverse(ReadOnlySpan<int> policy)
    {
        double sum = 0, weights = 0, squares = 0;
        for (var row = 0; row < Rows; row++)
        {
            if (_taken[row] != policy[row]) continue;
            var weight = 1 / _propensity[row];
            sum += weight * _reward[row];
            weights += weight;
            squares += weight * weight;
        }

        return new InverseScores(sum / Rows, sum / weights, squares > 0 ? weights * weights / squares : 0);
    }

    private double Score(int row, int arm)
    {
        var predicted = _model[row * Arms + arm];
        return _taken[row] == arm ? predicted + (_reward[row] - predicted) / _propensity[row] : predicted;
    }

    private static double[] ArmMeans(int arms, int[] taken, double[] reward)
    {
        var sums = new double[arms];
        var counts = new int[arms];
        for (var row = 0; row < taken.Length; row++)
        {
            sums[taken[row]] += reward[row];
            counts[taken[row]]++;
        }

        var model = new double[taken.Length * arms];
        for (var row = 0; row < taken.Length; row++)
        {
            for (var arm = 0; arm < arms; arm++)
            {
                var own = arm == taken[row] ? 1 : 0;
                var others = counts[arm] - own;
                model[row * arms + arm] = others > 0 ? (sums[arm] - own * reward[row]) / others : 0;
            }
        }

        return model;
    }
}

/// <summary>A policy's value by inverse propensities.</summary>
/// <param name="Ips">Unbiased.</param>
/// <param name="Snips">Self-normalised: slightly biased, far less noisy.</param>
/// <param name="EffectiveRows">How many equally weighted rows it is worth.</param>
public readonly record struct InverseScores(double Ips, double Snips, double EffectiveRows);
