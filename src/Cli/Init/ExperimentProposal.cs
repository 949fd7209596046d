using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>What an experiment's table tells of arms, outcomes and days.</summary>
internal sealed class ExperimentProposal
{
    private const int MostArms = 20;
    private static readonly DateOnly NoDay = new(2000, 1, 1);

    private readonly OwnTable _table;
    private readonly InitOptions _options;
    private readonly Findings _findings;

    public ExperimentProposal(
        OwnTable table, ConsumerTable? consumers, InitOptions options, Findings findings)
    {
        (_table, _options, _findings) = (table, options, findings);
        var free = table.Columns.Except(options.Ignore).ToList();
        Consumer = Take(free, ConsumerTable.Find(table, options));
        Treatment = Take(free, TreatmentColumn(free))!;
        Day = Take(free, DayColumn(free));
        Propensity = Take(free, ColumnNames.Find(free, ColumnNames.Propensity));
        CostColumn = Take(free, ColumnNames.Find(free, ColumnNames.Cost));
        Outcomes = [.. OutcomeColumns(free, consumers).Select(column => Take(free, column)!)];
        Others = [.. free];
        if (Outcomes.Count == 0)
            throw new InputException("--outcome", null,
                $"a column of {table.Name} with 0 and 1 or amounts, one of {List(free)}");
        Labels = Arms();
        ControlLabel = Control();
    }

    public string? Consumer { get; }

    public string Treatment { get; }

    public string? Day { get; }

    public string? Propensity { get; }

    public string? CostColumn { get; }

    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>Columns with no part: attributes, where there is no table of consumers.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>Labels of the arms, the most frequent first.</summary>
    public IReadOnlyList<string> Labels { get; }

    public string ControlLabel { get; }

    /// <summary>Index of each row's arm; -1: none.</summary>
    public int[] RowArms()
    {
        var index = Labels.Select((label, i) => (label, i)).ToDictionary(p => p.label, p => p.i);
        return [.. _table.Cells(Treatment).Select(label => label is null ? -1 : index[label])];
    }

    /// <summary>Whether each row had more of an outcome than the one in the middle; of a binary one, had it.</summary>
    public bool[] Positive(string column)
    {
        double?[] values = [.. _table.Cells(column).Select(Number)];
        double[] sorted = [.. values.OfType<double>().Order()];
        var middle = Math.Max(0, sorted.Length == 0 ? 0 : sorted[sorted.Length / 2]);
        return Array.ConvertAll(values, value => value > middle || (middle == 1 && value == 1));
    }

    /// <summary>The action and its arms.</summary>
    public (ActionSpec Action, ExperimentArm[] Arms) Action(bool randomised, ISet<string> names)
    {
        var name = ColumnNames.Identifier(Treatment, names);
        string[] others = [.. Labels.Where(label => label != ControlLabel)];
        var shorts = Short([ControlLabel, .. others]);
        var taken = new HashSet<string>(StringComparer.Ordinal) { "none" };
        string[] treatments =
            [.. shorts.Skip(1).Select(label => ColumnNames.Identifier(label.ToLowerInvariant(), taken))];
        if (others is ["1" or "true" or "True"])
            treatments = [name];
        var binary = others.Length == 1;
        var share = Labels.ToDictionary(label => label, label =>
            (double)_table.Cells(Treatment).Count(cell => cell == label) / _table.Rows);
        var cost = CostColumn is null ? _options.Cost : 0;
        double? Known(string label) => randomised && Propensity is null ? share[label] : null;
        ExperimentArm[] arms =
        [
            new(ControlLabel, "none", [], Known(ControlLabel), CostColumn is null ? 0 : null),
            .. others.Select((label, i) => new ExperimentArm(label, treatments[i],
                [new ActionLevel(name, binary ? ActionLevel.On : treatments[i])], Known(label),
                CostColumn is null ? cost : null)),
        ];
        var action = new ActionSpec(
            name, binary ? [] : treatments, randomised ? Assignment.Randomised : Assignment.Observed,
            binary ? Known(others[0]) : null, cost, null, null);
        return (action, arms);
    }

    public ExperimentSpec Spec(ExperimentArm[] arms, IEnumerable<KeyValuePair<string, string>> outcomes) => new(
        Consumer,
        Day is null ? new ColumnOrValue(null, Days.Text(_options.Day ?? NoDay)) : new ColumnOrValue(Day, null),
        Treatment, Propensity is null ? null : new ColumnOrValue(Propensity, null),
        CostColumn is null ? null : new ColumnOrValue(CostColumn, null), arms, [.. outcomes]);

    /// <summary>Says what is wrong with rows, days and outcomes.</summary>
    public void Check(ConsumerTable? consumers)
    {
        var same = _table.Duplicates();
        if (same > 0 && Consumer is not null)
            _findings.Add("duplicate", _table, null, $"{same:N0} rows are the same as one before", "the first counts");
        CheckConsumers(consumers);
        if (Day is null)
        {
            _findings.Add("assumed", _table, null, $"no column of days",
                $"every row is taken for {Days.Text(_options.Day ?? NoDay)}; --day says another, --day-column where");
        }
        foreach (var column in Outcomes)
        {
            var facts = _table.Facts(column);
            if (facts.Missing > 0)
                _findings.Add("missing", _table, column, $"{facts.Missing:N0} of {_table.Rows:N0} rows",
                    "those rows are left out");
            if (facts.Distinct == 1)
                _findings.Add("constant", _table, column, $"always {facts.Counts.Keys.First()}",
                    "nothing can be learned of it");
            if (facts.IsNumber)
                OddValues.Report(_findings, _table, column, "", [.. _table.Cells(column).OfType<string>()]);
        }
        if (Day is not null)
            CheckDays(_table.Facts(Day));
    }

    private void CheckConsumers(ConsumerTable? consumers)
    {
        if (Consumer is null)
            return;
        var seen = new HashSet<(string, string?)>();
        var twice = 0;
        for (var row = 0; row < _table.Rows; row++)
        {
            if (_table[row, Consumer] is { } id && !seen.Add((id, Day is null ? null : _table[row, Day])))
                twice++;
        }
        if (twice > 0)
        {
            _findings.Add("duplicate", _table, Consumer,
                $"{twice:N0} rows of a consumer that stands there before, on the same day",
                "the first counts");
        }
        if (consumers is null)
            return;
        string[] ids = [.. _table.Cells(Consumer).OfType<string>().Distinct()];
        var unknown = ids.Where(id => !consumers.Rows.ContainsKey(id)).ToArray();
        if (unknown.Length > 0)
        {
            _findings.Add("orphan", _table, Consumer,
                $"{unknown.Length:N0} of {ids.Length:N0} consumers not in {consumers.Table.Name}, as {unknown[0]}",
                "kept, with unknown attributes");
        }
        var without = consumers.Rows.Count - (ids.Length - unknown.Length);
        if (without > 0)
            _findings.Add("orphan", consumers.Table, consumers.Column,
                $"{Counted.Of(without, "consumer")} not in {_table.Name}", "nothing is learned from them");
    }

    private void CheckDays(ColumnFacts facts)
    {
        DateOnly?[] days = [.. _table.Cells(Day!).Select(facts.Day)];
        var bad = days.Count(day => day is null);
        if (bad > 0)
            _findings.Add("coverage", _table, Day, $"{bad:N0} rows without a day as {facts.DayFormat}", "left out");
        int[] numbers = [.. days.OfType<DateOnly>().Select(day => day.DayNumber)];
        if (numbers.Length == 0)
            return;
        var (first, last) = (numbers.Min(), numbers.Max());
        _findings.Add("coverage", _table, Day, $"{Days.Text(first)} to {Days.Text(last)}", "taken");
        foreach (var column in Outcomes)
        {
            var (had, rows) = (new double[last - first + 1], new double[last - first + 1]);
            for (var row = 0; row < days.Length; row++)
            {
                if (days[row] is not { } day)
                    continue;
                rows[day.DayNumber - first]++;
                had[day.DayNumber - first] += Number(_table[row, column]) is > 0 ? 1 : 0;
            }
            Coverage.Report(_findings, _table, column, first, Coverage.Empty(had, rows), $"{column} on rows treated");
        }
    }

    private string TreatmentColumn(List<string> free)
    {
        if (_options.TreatmentColumn is { } asked)
            return free.Contains(asked) ? asked
                : throw new InputException("--treatment-column", asked, $"one of {List(free)}");
        return ColumnNames.Find(free, ColumnNames.Treatment)
            ?? throw new InputException("--treatment-column", null,
                $"the column of {_table.Name} with the arm, one of {List(free)}");
    }

    private string? DayColumn(List<string> free)
    {
        if (_options.DayColumn is { } asked && free.Contains(asked))
            return asked;
        var named = ColumnNames.Find(free, ColumnNames.Day);
        return named is not null && _table.Facts(named).DayFormat is not null ? named : null;
    }

    private IEnumerable<string> OutcomeColumns(List<string> free, ConsumerTable? consumers)
    {
        if (_options.Outcomes.Length > 0)
        {
            foreach (var name in _options.Outcomes.Where(name => consumers is null || !free.Contains(name)))
            {
                if (!free.Contains(name))
                    throw new InputException("--outcome", name, $"one of {List(free)}");
            }
            return _options.Outcomes;
        }
        var at = _table.Columns.ToList().IndexOf(Treatment);
        return [.. free.Where((column, _) => IsOutcome(column, at) && _table.Facts(column).IsNumber)];
    }

    // What stands behind the treatment came of it; before it only a name can tell.
    private bool IsOutcome(string column, int treatmentAt) =>
        _table.Columns.ToList().IndexOf(column) > treatmentAt || ColumnNames.Is(column, ColumnNames.Outcome);

    private string[] Arms()
    {
        var facts = _table.Facts(Treatment);
        if (facts.Missing > 0)
            _findings.Add("missing", _table, Treatment, $"{facts.Missing:N0} of {_table.Rows:N0} rows",
                "those rows are left out");
        if (facts.Distinct is < 2 or > MostArms)
            throw new InputException($"{_table.Name}: {Treatment}", $"{facts.Distinct:N0} values",
                $"2 to {MostArms} arms");
        return [.. facts.Counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key)];
    }

    private string Control()
    {
        if (_options.Control is { } asked)
            return Labels.Contains(asked) ? asked
                : throw new InputException("--control", asked, $"one of {List(Labels)}");
        return Labels.FirstOrDefault(ColumnNames.IsControl)
            ?? throw new InputException("--control", null, $"the arm that gets nothing, one of {List(Labels)}");
    }

    /// <summary>Labels without the last words that all share: "Mens E-Mail" and "No E-Mail" are Mens and No.</summary>
    private static string[] Short(string[] labels)
    {
        string[][] words = [.. labels.Select(label => label.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        var shared = 0;
        while (words.All(w => w.Length > shared + 1 && w[^(shared + 1)] == words[0][^(shared + 1)]))
            shared++;
        return [.. words.Select(w => string.Join(' ', w[..^shared]))];
    }

    private static string? Take(List<string> free, string? column)
    {
        if (column is not null)
            free.Remove(column);
        return column;
    }

    private static double? Number(string? text) => double.TryParse(
        text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value)
        ? value
        : null;

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
