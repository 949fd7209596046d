namespace WorldModel.Models.Trials;

/// <summary>
/// What an experiment wrote down: per row the features, the arm that was drawn, and the value and the cost that
/// followed. Arm 0 is "no treatment". Propensities are the arms' shares, as arms are drawn without regard to features.
/// </summary>
public sealed class TrialLog
{
    private readonly double[] _shares;

    /// <param name="featureCount">Features a row.</param>
    /// <param name="arms">Arms, arm 0 included.</param>
    /// <param name="features">Rows x features.</param>
    /// <param name="arm">Each row's arm.</param>
    /// <param name="value">What each row earned.</param>
    /// <param name="cost">What each row cost.</param>
    /// <exception cref="ArgumentException">Lengths differ, or an arm has no row.</exception>
    public TrialLog(int featureCount, int arms, float[] features, int[] arm, double[] value, double[] cost)
    {
        if (features.Length != arm.Length * featureCount || value.Length != arm.Length || cost.Length != arm.Length)
            throw new ArgumentException($"expected {arm.Length} rows of {featureCount} features, values and costs");
        (FeatureCount, Arms, Features, Arm, Value, Cost) = (featureCount, arms, features, arm, value, cost);
        _shares = new double[arms];
        foreach (var drawn in arm) _shares[drawn] += 1.0 / arm.Length;
        var empty = Array.IndexOf(_shares, 0);
        if (empty >= 0) throw new ArgumentException($"arm {empty} has no row");
    }

    public int Rows => Arm.Length;

    public int FeatureCount { get; }

    public int Arms { get; }

    /// <summary>Rows x <see cref="FeatureCount"/>.</summary>
    public float[] Features { get; }

    public int[] Arm { get; }

    public double[] Value { get; }

    public double[] Cost { get; }

    /// <summary>The share of rows that drew an arm: N_j / N.</summary>
    public double Share(int arm) => _shares[arm];

    /// <summary>Some of the rows, in the order given.</summary>
    public TrialLog Select(ReadOnlySpan<int> rows)
    {
        var features = new float[rows.Length * FeatureCount];
        var arm = new int[rows.Length];
        var value = new double[rows.Length];
        var cost = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            Features.AsSpan(rows[i] * FeatureCount, FeatureCount).CopyTo(features.AsSpan(i * FeatureCount));
            (arm[i], value[i], cost[i]) = (Arm[rows[i]], Value[rows[i]], Cost[rows[i]]);
        }

        return new TrialLog(FeatureCount, Arms, features, arm, value, cost);
    }

    /// <summary>
    /// The rows whose arm is the one that a policy gives: what would have been logged had the policy chosen, without
    /// the rows of which nobody knows what would have followed. Turns an experiment into observational data with a
    /// known truth (Bi-DFCL's hybrid data; Li et al. 2011, replay): within such a log arms follow features.
    /// </summary>
    /// <param name="policy">An arm a row.</param>
    /// <param name="least">Rows that every arm must keep, at least 1.</param>
    /// <returns>Null where an arm keeps fewer.</returns>
    public TrialLog? Agreeing(ReadOnlySpan<int> policy, int least = 1)
    {
        var rows = new List<int>();
        var count = new int[Arms];
        for (var row = 0; row < Rows; row++)
        {
            if (policy[row] != Arm[row]) continue;
            rows.Add(row);
            count[Arm[row]]++;
        }

        return count.Min() < Math.Max(1, least) ? null : Select([.. rows]);
    }

    /// <summary>The rows of both, these first.</summary>
    public TrialLog With(TrialLog other) => new(
        FeatureCount, Arms, [.. Features, .. other.Features], [.. Arm, .. other.Arm], [.. Value, .. other.Value],
        [.. Cost, .. other.Cost]);
}
