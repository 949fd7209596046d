namespace WorldModel.Evaluation;

/// <summary>Rows by falling score, in groups of equal scores; rows within a group in their given order.</summary>
internal sealed class ScoreOrder
{
    private readonly int[] _rows;
    private readonly int[] _starts;

    public ScoreOrder(ReadOnlySpan<double> scores)
    {
        var keys = new double[scores.Length];
        _rows = new int[scores.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            if (double.IsNaN(scores[row])) throw new ArgumentException($"the score of row {row} is not a number");
            keys[row] = -scores[row];
            _rows[row] = row;
        }

        Array.Sort(keys, _rows);
        var starts = new List<int>();
        for (var place = 0; place < keys.Length; place++)
        {
            if (place == 0 || keys[place] != keys[place - 1]) starts.Add(place);
        }

        starts.Add(keys.Length);
        _starts = [.. starts];
        for (var group = 0; group + 1 < _starts.Length; group++)
        {
            Array.Sort(_rows, _starts[group], _starts[group + 1] - _starts[group]);
        }
    }

    public GroupEnumerator Groups() => new(this);

    /// <summary>Walks the groups without allocating.</summary>
    internal struct GroupEnumerator(ScoreOrder order)
    {
        private int _group = -1;

        public readonly GroupEnumerator GetEnumerator() => this;

        public readonly ReadOnlySpan<int> Current =>
            order._rows.AsSpan(order._starts[_group]..order._starts[_group + 1]);

        public bool MoveNext() => ++_group + 1 < order._starts.Length;
    }
}
