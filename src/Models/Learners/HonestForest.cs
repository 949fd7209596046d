using WorldModel.Models.Trials;
using WorldModel.Numerics;

namespace WorldModel.Models.Learners;

/// <summary>
/// A causal forest for several arms and outcomes at once: honest trees cut where effects differ, whose leaves say how
/// much each training row weighs for a new one; an arm's level is the weighted mean of its rows (Athey, Tibshirani
/// and Wager 2019, generalised random forests, with arm means as the local estimate). Arms must be drawn at random,
/// or rows weighted by their inverse propensities. Rows are only read; trees grow on all cores, equal on any number.
/// </summary>
public sealed class HonestForest
{
    private readonly ForestRows _rows;
    private readonly HonestTree[] _trees;
    private readonly ForestOptions _options;

    private HonestForest(ForestRows rows, HonestTree[] trees, ForestOptions options) =>
        (_rows, _trees, _options) = (rows, trees, options);

    /// <summary>Grows a forest.</summary>
    /// <param name="features">Rows x <paramref name="width"/>.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="arm">Each row's arm.</param>
    /// <param name="arms">Arms, arm 0 included: effects are over it.</param>
    /// <param name="outcomes">Outcomes x rows.</param>
    /// <param name="options">How.</param>
    /// <param name="weight">A weight a row, such as its inverse propensity; null: 1 for all.</param>
    public static HonestForest Grow(
        float[] features, int width, int[] arm, int arms, double[][] outcomes, ForestOptions options,
        double[]? weight = null)
    {
        if (options.Bins is < 2 or > 256)
            throw new ArgumentOutOfRangeException(nameof(options), options.Bins, "expected 2 to 256 bins");
        var rows = new ForestRows(features, width, arm, arms, outcomes, weight, options.Bins);
        var trees = new HonestTree[options.Trees];
        Parallel.For(0, trees.Length, Slices.Options(options.Threads),
            tree => trees[tree] = HonestTree.Grow(rows, options, tree));
        return new HonestForest(rows, trees, options);
    }

    /// <summary>A forest of an experiment's values and costs.</summary>
    public static HonestForest Grow(TrialLog log, ForestOptions options) =>
        Grow(log.Features, log.FeatureCount, log.Arm, log.Arms, [log.Value, log.Cost], options);

    /// <summary>Levels of new rows, rows x arms x outcomes.</summary>
    public double[] Levels(float[] features)
    {
        var (width, arms, outcomes) = (_rows.Width, _rows.Arms, _rows.Outcomes);
        var levels = new double[features.Length / width * arms * outcomes];
        Parallel.For(
            0, features.Length / width, Slices.Options(_options.Threads),
            () => (Bins: new byte[width], Sums: new double[arms * (outcomes + 1)]),
            (row, _, scratch) =>
            {
                for (var feature = 0; feature < width; feature++)
                {
                    var bin = ForestRows.BinOf(_rows.Cuts[feature], features[row * width + feature]);
                    scratch.Bins[feature] = (byte)bin;
                }

                Array.Clear(scratch.Sums);
                foreach (var tree in _trees)
                {
                    var leaf = tree.LeafOf(scratch.Bins);
                    for (var i = 0; i < leaf.Length; i++) scratch.Sums[i] += leaf[i];
                }

                for (var cell = 0; cell < arms * outcomes; cell++)
                {
                    var (arm, k) = (cell / outcomes, cell % outcomes);
                    var at = arm * (outcomes + 1);
                    levels[row * arms * outcomes + cell] = scratch.Sums[at] > 0
                        ? _rows.Scale[k] * scratch.Sums[at + 1 + k] / scratch.Sums[at]
                        : 0;
                }

                return scratch;
            },
            _ => { });
        return levels;
    }

    /// <summary>Values and costs, for a forest grown of an experiment.</summary>
    public ResponseTable Predict(float[] features)
    {
        var levels = Levels(features);
        var table = new ResponseTable(features.Length / _rows.Width, _rows.Arms);
        for (var i = 0; i < table.Value.Length; i++)
            (table.Value[i], table.Cost[i]) = (levels[2 * i], levels[2 * i + 1]);
        return table;
    }
}
