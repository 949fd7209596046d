using WorldModel.Numerics;

namespace WorldModel.Models.Learners;

/// <summary>
/// One tree: cut by one half of its rows where effects differ most between the sides, its leaves filled by the other
/// half (Wager and Athey 2018, honesty). The gain of a cut is n_l n_r / n^2 times the sum over outcomes and arms of
/// (effect on the left - effect on the right)^2, an effect being the difference of an arm's mean and arm 0's.
/// </summary>
internal sealed class HonestTree
{
    private readonly ForestRows _rows;
    private readonly ForestOptions _options;
    private readonly RandomStream _random;
    private readonly List<Node> _nodes = [];
    private readonly double[] _histogram;
    private readonly double[] _left;
    private readonly double[] _right;
    private readonly int _cells;

    private HonestTree(ForestRows rows, ForestOptions options, RandomStream random)
    {
        (_rows, _options, _random) = (rows, options, random);

        // A cell: weight, then weighted outcomes, then plain count, of one arm.
        _cells = rows.Arms * (rows.Outcomes + 2);
        _histogram = new double[options.Bins * _cells];
        _left = new double[_cells];
        _right = new double[_cells];
    }

    /// <summary>Of each leaf: per arm the weight and the weighted outcomes, divided by the leaf's rows.</summary>
    private List<double[]> Leaves { get; } = [];

    public static HonestTree Grow(ForestRows rows, ForestOptions options, int tree)
    {
        var random = new RandomStream(options.Seed, (ulong)tree);
        var grown = new HonestTree(rows, options, random);
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        random.Shuffle(order.AsSpan());
        var half = Math.Max(1, (int)(options.Subsample * rows.Rows / 2));
        grown.Build(order.AsSpan(0, half), order.AsSpan(half, half));
        return grown;
    }

    /// <summary>The leaf that a row of binned features falls into.</summary>
    public double[] LeafOf(ReadOnlySpan<byte> bins)
    {
        var at = 0;
        while (true)
        {
            var node = _nodes[at];
            if (node.Feature < 0) return Leaves[node.Left];
            at = bins[node.Feature] <= node.Cut ? node.Left : node.Right;
        }
    }

    private int Build(Span<int> splitting, Span<int> estimating)
    {
        var index = _nodes.Count;
        _nodes.Add(default);
        var (feature, cut) = Best(splitting);
        if (feature >= 0)
        {
            var (l, e) = (Partition(splitting, feature, cut), Partition(estimating, feature, cut));
            if (e > 0 && e < estimating.Length)
            {
                var left = Build(splitting[..l], estimating[..e]);
                var right = Build(splitting[l..], estimating[e..]);
                _nodes[index] = new Node(feature, cut, left, right);
                return index;
            }
        }

        _nodes[index] = new Node(-1, 0, Leaves.Count, 0);
        Leaves.Add(Leaf(estimating));
        return index;
    }

    private double[] Leaf(ReadOnlySpan<int> estimating)
    {
        var sums = new double[_rows.Arms * (_rows.Outcomes + 1)];
        foreach (var row in estimating)
        {
            var at = _rows.Arm[row] * (_rows.Outcomes + 1);
            var weight = (_rows.Weight?[row] ?? 1) / estimating.Length;
            sums[at] += weight;
            for (var k = 0; k < _rows.Outcomes; k++)
                sums[at + 1 + k] += weight * _rows.Outcome[row * _rows.Outcomes + k];
        }

        return sums;
    }

    private (int Feature, int Cut) Best(ReadOnlySpan<int> rows)
    {
        var (feature, cut, most) = (-1, 0, 0.0);
        if (rows.Length < 2 * _rows.Arms * _options.LeastInArm) return (feature, cut);
        var tried = _options.Tried > 0 ? _options.Tried : (int)Math.Sqrt(_rows.Width) + 1;
        int[] order = [.. Enumerable.Range(0, _rows.Width)];
        _random.Shuffle(order.AsSpan());
        foreach (var candidate in order.AsSpan(0, Math.Min(tried, order.Length)))
        {
            Fill(rows, candidate);
            for (var bin = 0; bin < _rows.Cuts[candidate].Length; bin++)
            {
                var gain = GainOfNext(bin, rows.Length);
                if (!(gain > most)) continue;
                (feature, cut, most) = (candidate, bin, gain);
            }
        }

        return (feature, cut);
    }

    /// <summary>Sums by bin of one feature; everything stands on the right of the first cut.</summary>
    private void Fill(ReadOnlySpan<int> rows, int feature)
    {
        Array.Clear(_histogram);
        Array.Clear(_left);
        Array.Clear(_right);
        var (outcomes, width) = (_rows.Outcomes, _rows.Outcomes + 2);
        foreach (var row in rows)
        {
            var weight = _rows.Weight?[row] ?? 1;
            var cell = _histogram.AsSpan(
                _rows.Bin[row * _rows.Width + feature] * _cells + _rows.Arm[row] * width, width);
            cell[0] += weight;
            for (var k = 0; k < outcomes; k++) cell[1 + k] += weight * _rows.Outcome[row * outcomes + k];
            cell[^1]++;
        }

        for (var i = 0; i < _histogram.Length; i++) _right[i % _cells] += _histogram[i];
    }

    /// <summary>Moves a bin to the left; the gain of the cut behind it, 0 where a side has too few rows.</summary>
    private double GainOfNext(int bin, int rows)
    {
        for (var i = 0; i < _cells; i++)
        {
            _left[i] += _histogram[bin * _cells + i];
            _right[i] -= _histogram[bin * _cells + i];
        }

        var width = _rows.Outcomes + 2;
        var count = 0.0;
        for (var arm = 0; arm < _rows.Arms; arm++)
        {
            var end = (arm + 1) * width - 1;
            if (_left[end] < _options.LeastInArm || _right[end] < _options.LeastInArm) return 0;
            count += _left[end];
        }

        if (Math.Min(count, rows - count) < _options.LeastShare * rows) return 0;
        var gain = 0.0;
        for (var arm = 1; arm < _rows.Arms; arm++)
        {
            for (var k = 1; k <= _rows.Outcomes; k++)
            {
                var at = arm * width;
                var left = _left[at + k] / _left[at] - _left[k] / _left[0];
                var right = _right[at + k] / _right[at] - _right[k] / _right[0];
                gain += (left - right) * (left - right);
            }
        }

        return gain * count / rows * (rows - count) / rows;
    }

    /// <summary>Puts the rows at most the cut in front; how many they are.</summary>
    private int Partition(Span<int> rows, int feature, int cut)
    {
        var front = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (_rows.Bin[rows[i] * _rows.Width + feature] > cut) continue;
            (rows[front], rows[i]) = (rows[i], rows[front]);
            front++;
        }

        return front;
    }

    /// <summary>A cut, or a leaf (feature -1, left its number).</summary>
    private readonly record struct Node(int Feature, int Cut, int Left, int Right);
}
