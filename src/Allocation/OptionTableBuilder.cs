using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// Collects options in any order into an <see cref="OptionTable"/>: consumers in order of first appearance, treatments
/// by name (ordinal UTF-8), so that the order of rows changes no allocation.
/// </summary>
public sealed class OptionTableBuilder
{
    private readonly Dictionary<string, int> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _consumerBySpan;
    private readonly Dictionary<string, int> _treatments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _treatmentBySpan;
    private readonly List<string> _consumerNames = [];
    private readonly List<string> _treatmentNames = [];
    private readonly List<int> _lastOfConsumer = [];
    private readonly List<Row> _rows = [];
    private int _lastConsumer = -1;

    public OptionTableBuilder()
    {
        _consumerBySpan = _consumers.GetAlternateLookup<ReadOnlySpan<char>>();
        _treatmentBySpan = _treatments.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many options were added.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds one option.</summary>
    /// <exception cref="InputException">
    /// The value is not finite, the cost negative or too large, a name empty, or the consumer has this treatment
    /// already.
    /// </exception>
    public void Add(ReadOnlySpan<char> consumer, ReadOnlySpan<char> treatment, double value, long costMicros)
    {
        if (consumer.IsEmpty) throw new InputException("consumer", "", "an id");
        if (treatment.IsEmpty) throw new InputException("treatment", "", "a name");
        OptionTable.CheckValue(value);
        OptionTable.CheckCost(costMicros);
        var who = Consumer(consumer);
        var what = Index(treatment, _treatmentBySpan, _treatmentNames);
        for (var row = _lastOfConsumer[who]; row >= 0; row = _rows[row].Previous)
        {
            if (_rows[row].Treatment == what)
            {
                throw new InputException("treatment", treatment.ToString(), "each treatment once a consumer");
            }
        }

        _rows.Add(new Row(who, what, value, costMicros, _lastOfConsumer[who]));
        _lastOfConsumer[who] = _rows.Count - 1;
    }

    /// <summary>A consumer's place in the table; -1 where nothing was added for it yet.</summary>
    public int PlaceOf(ReadOnlySpan<char> consumer) =>
        _consumerBySpan.TryGetValue(consumer, out var place) ? place : -1;

    /// <summary>The table of what was added so far.</summary>
    public OptionTable Build() => Build(out _);

    /// <summary>The table, and which of the rows added (counted from 0) each of its options was.</summary>
    public OptionTable Build(out int[] rows)
    {
        var order = Enumerable.Range(0, _treatmentNames.Count).ToArray();
        Array.Sort(order, (a, b) => NameOrder.Instance.Compare(_treatmentNames[a], _treatmentNames[b]));
        var rank = new int[order.Length];
        for (var place = 0; place < order.Length; place++) rank[order[place]] = place;

        var start = new int[_consumerNames.Count + 1];
        foreach (var row in _rows) start[row.Consumer + 1]++;
        for (var consumer = 1; consumer < start.Length; consumer++) start[consumer] += start[consumer - 1];

        var treatment = new int[_rows.Count];
        var index = new int[_rows.Count];
        var next = start[..^1];
        for (var row = 0; row < _rows.Count; row++)
        {
            var at = next[_rows[row].Consumer]++;
            treatment[at] = rank[_rows[row].Treatment];
            index[at] = row;
        }

        for (var consumer = 0; consumer < start.Length - 1; consumer++)
        {
            var length = start[consumer + 1] - start[consumer];
            if (length > 1) Array.Sort(treatment, index, start[consumer], length);
        }

        rows = index;
        return new OptionTable(
            [.. _consumerNames], [.. order.Select(place => _treatmentNames[place])], start, treatment,
            Array.ConvertAll(index, row => _rows[row].Value), Array.ConvertAll(index, row => _rows[row].CostMicros));
    }

    private int Consumer(ReadOnlySpan<char> name)
    {
        // Files are mostly grouped by consumer.
        if (_lastConsumer >= 0 && name.SequenceEqual(_consumerNames[_lastConsumer])) return _lastConsumer;
        _lastConsumer = Index(name, _consumerBySpan, _consumerNames);
        if (_lastConsumer == _lastOfConsumer.Count) _lastOfConsumer.Add(-1);
        return _lastConsumer;
    }

    private static int Index(
        ReadOnlySpan<char> name, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, List<string> names)
    {
        if (lookup.TryGetValue(name, out var index)) return index;
        var text = name.ToString();
        lookup[text] = names.Count;
        names.Add(text);
        return names.Count - 1;
    }

    /// <summary>An option, and the row before it of the same consumer.</summary>
    private readonly record struct Row(int Consumer, int Treatment, double Value, long CostMicros, int Previous);
}
