using System.Globalization;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>What a table of events tells of actions, outcomes and days.</summary>
internal sealed class EventsProposal
{
    private const int MostNames = 40;
    private const string OnlyName = "purchase";

    /// <summary>Days between two events after which a few on one side are taken for mistyped.</summary>
    private const int LongestGap = 3 * 365;
    private const double FewOfAll = .01;

    private readonly OwnTable _table;
    private readonly InitOptions _options;
    private readonly Findings _findings;
    private readonly DateOnly?[] _days;
    private readonly Lazy<ILookup<string, int>> _rowsOf;

    public EventsProposal(OwnTable table, InitOptions options, Findings findings)
    {
        (_table, _options, _findings) = (table, options, findings);
        var free = table.Columns.Except(options.Ignore).ToList();
        Day = DayColumn(free);
        free.Remove(Day);
        EventId = EventIdColumn(free);
        free.Remove(EventId ?? "");
        Consumer = ConsumerColumn(free);
        free.Remove(Consumer);
        Name = NameColumn(free);
        free.Remove(Name ?? "");
        Kind = free.FirstOrDefault(c => ColumnNames.Plain(c) == "kind");
        free.Remove(Kind ?? "");
        Value = ValueColumn(free);
        free.Remove(Value ?? "");
        Level = Name is null ? null : ColumnNames.Find(free, ColumnNames.Level);
        free.Remove(Level ?? "");
        Others = free;
        _rowsOf = new(() => Enumerable.Range(0, table.Rows).Where(row => table[row, Name!] is not null)
            .ToLookup(row => table[row, Name!]!));
        DayFacts = Facts(Day);
        _days = [.. table.Cells(Day).Select(DayFacts.Day)];
        RequireDaysTogether();
        Names = EventNames();
    }

    public OwnTable Table => _table;

    /// <summary>What happened, whether taken or passed over.</summary>
    public IEnumerable<string> AllNames => Name is null ? [] : Facts(Name).Counts.Keys;

    public string? EventId { get; }

    public string Consumer { get; }

    public string Day { get; }

    public string? Name { get; }

    public string? Kind { get; }

    public string? Level { get; }

    public string? Value { get; }

    /// <summary>Columns with no part.</summary>
    public IReadOnlyList<string> Others { get; }

    public ColumnFacts DayFacts { get; }

    /// <summary>Names of events as the table has them, actions first, the frequent first.</summary>
    public IReadOnlyList<(string Name, bool IsAction)> Names { get; }

    /// <summary>Days from the first to the last event.</summary>
    public int Span => _days.OfType<DateOnly>().ToArray() is { Length: > 0 } days
        ? days.Max().DayNumber - days.Min().DayNumber + 1
        : 0;

    /// <summary>Levels of an action; empty: it is on or off.</summary>
    public string[] Levels(string name) => Level is null
        ? []
        : [.. RowsOf(name).Select(row => _table[row, Level]).OfType<string>().Where(level => level != "1").Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>Whether an outcome has amounts.</summary>
    public bool IsAmount(string name) =>
        Value is not null && RowsOf(name).Any(row => _table[row, Value] is { } value && value is not ("1" or "1.0"));

    /// <summary>How many events have a name.</summary>
    public int Count(string name) => RowsOf(name).Count();

    /// <summary>How often a consumer of the table had an outcome, by row of it.</summary>
    public double[] Totals(string name, ConsumerTable consumers)
    {
        var totals = new double[consumers.Table.Rows];
        foreach (var row in RowsOf(name))
        {
            if (_table[row, Consumer] is { } id && consumers.Rows.TryGetValue(id, out var place))
                totals[place]++;
        }
        return totals;
    }

    /// <summary>
    /// By consumer with an event, how much of an outcome it had (days on which it happened, unless it has amounts) and
    /// on how many days: from its first event of any kind to the last of all.
    /// </summary>
    public (double Sum, int Days)[] History(string name)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = 0;
        for (var row = 0; row < _table.Rows; row++)
        {
            if (_table[row, Consumer] is not { } id || _days[row]?.DayNumber is not { } day)
                continue;
            first[id] = Math.Min(day, first.GetValueOrDefault(id, day));
            last = Math.Max(day, last);
        }
        var (sums, had) = (first.ToDictionary(pair => pair.Key, _ => 0.0), new HashSet<(string, int)>());
        foreach (var row in RowsOf(name))
        {
            if (_table[row, Consumer] is not { } id || _days[row]?.DayNumber is not { } day)
                continue;
            if (IsAmount(name))
                sums[id] += _table[row, Value!] is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : 1;
            else if (had.Add((id, day)))
                sums[id]++;
        }
        return [.. first.Select(pair => (sums[pair.Key], last - pair.Value + 1))];
    }

    /// <summary>The columns as a schema tells them.</summary>
    public EventColumns Columns(IEnumerable<KeyValuePair<string, string>> names) => new(
        EventId, Consumer, Day,
        Name is null ? new ColumnOrValue(null, names.First().Value) : new ColumnOrValue(Name, null), Kind, Level, Value,
        Name is null ? [] : [.. names.Where(pair => pair.Key != pair.Value)],
        Name is null ? [] : [.. Facts(Name).Counts.Keys.Except(Names.Select(n => n.Name))
            .Order(StringComparer.Ordinal)]);

    /// <summary>Says what is wrong with ids, consumers and days.</summary>
    public void Check(ConsumerTable consumers)
    {
        if (EventId is null)
        {
            _findings.Add("assumed", _table, null, $"no column of event ids",
                "a row's id is made from what it says: repeated in one file it counts twice, a file sent again once");
        }
        CheckIds();
        CheckValues();
        string[] ids = [.. _table.Cells(Consumer).OfType<string>().Distinct()];
        var unknown = ids.Where(id => !consumers.Rows.ContainsKey(id)).ToArray();
        if (unknown.Length > 0)
        {
            var events = _table.Cells(Consumer).Count(id => id is not null && !consumers.Rows.ContainsKey(id));
            var theirs = $"{Counted.Of(events, "event")} of {Counted.Of(unknown.Length, "consumer")}";
            _findings.Add("orphan", _table, Consumer,
                $"{theirs} not in {consumers.Table.Name}, as {unknown[0]}",
                "kept, with unknown attributes");
        }
        var silent = consumers.Rows.Count - (ids.Length - unknown.Length);
        if (silent > 0)
            _findings.Add("orphan", consumers.Table, consumers.Column,
                $"{Counted.Of(silent, "consumer")} without an event", "kept");
        CheckDays();
    }

    private void CheckIds()
    {
        var same = _table.Duplicates();
        if (same > 0)
        {
            _findings.Add("duplicate", _table, null, $"{same:N0} rows are the same as one before",
                EventId is null ? "both count: give events an id" : "counted once, by the id");
        }
        if (EventId is null)
            return;
        var repeats = _table.Cells(EventId).OfType<string>().Count() - Facts(EventId).Distinct - same;
        if (repeats > 0)
        {
            _findings.Add("duplicate", _table, EventId, $"{repeats:N0} rows have the id of another event",
                "of a consumer's events with one id the first counts");
        }
    }

    private void CheckValues()
    {
        foreach (var (name, _) in Names.Where(n => !n.IsAction && IsAmount(n.Name)))
        {
            OddValues.Report(_findings, _table, Value!, $" of {name}",
                [.. RowsOf(name).Select(row => _table[row, Value!]).OfType<string>()]);
        }
        foreach (var column in Others)
        {
            var facts = Facts(column);
            var odd = facts.Counts.Keys.FirstOrDefault(text => !ColumnFacts.IsFinite(text));
            if (odd is not null && ColumnNames.IsMoney(column))
            {
                _findings.Add("unused", _table, column, $"called like an amount, but not all numbers, as {odd}",
                    "not used: write every amount as 12.50, without currency or separators of thousands");
            }
            else
            {
                _findings.Add("unused", _table, column, $"{Counted.Of(facts.Distinct, "value")}",
                    facts.IsNumber && Value is null ? "not used; --value-column takes it for the amount" : "not used");
            }
        }
    }

    private void CheckDays()
    {
        var bad = _days.Count(day => day is null);
        if (bad > 0)
            _findings.Add("coverage", _table, Day, $"{bad:N0} rows without a day as {DayFacts.DayFormat}", "left out");
        if (DayFacts.IsDayAmbiguous)
            _findings.Add("assumed", _table, Day, $"as {_table[0, Day]}", "the month is taken to come first");
        int[] days = [.. _days.OfType<DateOnly>().Select(day => day.DayNumber)];
        var (first, last) = (days.Min(), days.Max());
        _findings.Add("coverage", _table, Day, $"{Days.Text(first)} to {Days.Text(last)}, {last - first + 1:N0} days",
            "taken");
        foreach (var (name, _) in Names.Where(n => !n.IsAction))
        {
            var counts = new double[last - first + 1];
            foreach (var row in RowsOf(name))
                counts[(_days[row]?.DayNumber ?? first) - first]++;
            Coverage.Report(_findings, _table, name, first, Coverage.Empty(counts), name);
        }
        var window = _options.WindowDays;
        var late = Names.Where(n => n.IsAction).Sum(n =>
            RowsOf(n.Name).Count(row => _days[row]?.DayNumber > last - window + 1));
        if (window > 1 && late > 0)
        {
            _findings.Add("coverage", _table, Day,
                $"missing window: {late:N0} actions have less than {window} days until {Days.Text(last)}",
                "those days give no rows to learn from");
        }
    }

    private IEnumerable<int> RowsOf(string name) =>
        Name is null ? Enumerable.Range(0, _table.Rows) : _rowsOf.Value[name];

    private (string, bool)[] EventNames()
    {
        if (Name is null)
        {
            var only = _options.Outcomes.FirstOrDefault(OnlyName);
            _findings.Add("assumed", _table, null, $"no column that names events",
                $"every row is taken for the outcome {only}; --name-column says where");
            return [(only, false)];
        }
        var facts = Facts(Name);
        string[] names =
        [
            .. facts.Counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Key).Except(_options.Ignore),
        ];
        foreach (var asked in _options.Actions.Concat(_options.Outcomes).Where(asked => !names.Contains(asked)))
            throw new InputException("--action or --outcome", asked,
                $"one of {string.Join(", ", names.Take(MostNames))}");
        if (names.Length > MostNames)
        {
            _findings.Add("levels", _table, Name, $"{names.Length:N0} names of events",
                $"the {MostNames} most frequent are kept");
            names = names[..MostNames];
        }
        var kinds = Kind is null ? [] : Kinds();
        return [.. names.Select(name => (name, IsAction(name, kinds))).OrderBy(pair => pair.Item2 ? 0 : 1)];
    }

    private Dictionary<string, string> Kinds()
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var row = 0; row < _table.Rows; row++)
        {
            if (_table[row, Name!] is { } name && _table[row, Kind!] is { } kind)
                kinds.TryAdd(name, kind);
        }
        return kinds;
    }

    private bool IsAction(string name, Dictionary<string, string> kinds) =>
        _options.Actions.Contains(name)
        || (!_options.Outcomes.Contains(name)
            && (kinds.TryGetValue(name, out var kind) ? kind == EventResolver.Action : ColumnNames.IsAction(name)));

    private string DayColumn(List<string> free)
    {
        var column = _options.DayColumn is { } asked && free.Contains(asked)
            ? asked
            : ColumnNames.Find(free, ColumnNames.Day) ?? free.FirstOrDefault(c => Facts(c).DayFormat is not null);
        if (column is null)
            throw new InputException("--day-column", null,
                $"the column of {_table.Name} with the day, one of {List(free)}");
        return Facts(column).DayFormat is not null ? column : throw new InputException(
            $"{_table.Name}: {column}", _table.Cells(column).FirstOrDefault(cell => cell is not null),
            "days, as 2025-01-31, 1/31/2025 or 31.1.2025");
    }

    /// <summary>
    /// Few days before a gap of years are a slip of the pen: taken, every day of the gap would be a day without events.
    /// </summary>
    private void RequireDaysTogether()
    {
        var days = _days.OfType<DateOnly>().Order().ToArray();
        for (var i = 1; i < days.Length; i++)
        {
            var few = Math.Min(i, days.Length - i);
            if (days[i].DayNumber - days[i - 1].DayNumber <= LongestGap || few > FewOfAll * days.Length)
                continue;
            var (odd, first, last) = few == i ? (days[i - 1], days[i], days[^1]) : (days[i], days[0], days[i - 1]);
            throw new InputException(
                $"{_table.Name}: {Day}", $"{odd:yyyy-MM-dd}",
                $"days near all others, {first:yyyy-MM-dd} to {last:yyyy-MM-dd}; correct these rows or take them out");
        }
    }

    private string? NameColumn(List<string> free)
    {
        if (_options.NameColumn is not { } asked)
            return ColumnNames.Find(free, ColumnNames.EventName);
        return free.Contains(asked) ? asked : throw new InputException("--name-column", asked, $"one of {List(free)}");
    }

    private string? ValueColumn(List<string> free)
    {
        if (_options.ValueColumn is not { } asked)
            return ColumnNames.MoneyIn(free).FirstOrDefault(column => Facts(column).IsNumber);
        if (!free.Contains(asked))
            throw new InputException("--value-column", asked, $"one of {List(free)}");
        var odd = Facts(asked).Counts.Keys.FirstOrDefault(text => !ColumnFacts.IsFinite(text));
        return odd is null ? asked : throw new InputException($"{_table.Name}: {asked}", odd, "a number, as 12.50");
    }

    private string ConsumerColumn(List<string> free) =>
        (_options.ConsumerColumn is { } asked && free.Contains(asked) ? asked : null)
        ?? ColumnNames.Find(free, ColumnNames.Consumer)
        ?? throw new InputException("--consumer-column", null,
            $"the column of {_table.Name} with the consumer's id, one of {List(free)}");

    // A column called id may be the consumer's: an event's own is nearly unique.
    private string? EventIdColumn(List<string> free) => ColumnNames.EventId
        .Select(word => free.FirstOrDefault(c => ColumnNames.Plain(c) == word && c != _options.ConsumerColumn))
        .FirstOrDefault(c => c is not null && Facts(c).Distinct > 0.5 * _table.Rows
            && free.Any(other => other != c
                && (other == _options.ConsumerColumn || ColumnNames.Is(other, ColumnNames.Consumer))));

    private ColumnFacts Facts(string column) => new(_table, column);

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
