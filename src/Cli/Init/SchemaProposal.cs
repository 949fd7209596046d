using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>
/// From the user's tables to a schema that <c>train</c> takes as it is, with everything worth knowing on the way.
/// </summary>
internal sealed class SchemaProposal
{
    private const double PostTreatmentAuc = 0.75;

    /// <summary>Of a rare outcome few units may say for whom a treatment does more: the rest would be noise.</summary>
    private const int OutcomesAModifierUnit = 100;

    private const int LagDays = 4;
    private const int LatenessDays = 7;
    private const int DaysOfWeeks = 14;
    private const int DaysOfMonths = 60;
    private static readonly int[] RecencyDays = [7, 14, 30];

    private readonly InitOptions _options;
    // Units of the calendar and the treatment that is none have these names already.
    private readonly HashSet<string> _names =
    [
        "none", .. Enumerable.Range(1, 12).Select(month => $"month_{month}"),
        .. Enumerable.Range(0, 7).Select(day => $"dow_{day}"),
    ];
    private readonly List<AttributeColumn> _attributes = [];
    private readonly List<ActionSpec> _actions = [];
    private readonly List<string> _told = [];
    private readonly List<OutcomeSpec> _outcomes = [];
    private readonly ConsumerTable _consumers;
    private readonly ExperimentProposal? _experiment;
    private readonly EventsProposal? _events;
    private readonly OwnTable? _experimentTable;

    public SchemaProposal(InitOptions options)
    {
        _options = options;
        if (options.Experiment is null && (options.Events is null || options.Consumers is null))
            throw new InputException("--experiment", null, "an experiment's table, or --consumers and --events");
        NamedColumns.Check(options);
        var tables = new[] { options.Consumers, options.Experiment, options.Events }.OfType<string>().Distinct()
            .ToDictionary(path => path, OwnTable.Read);
        NamedColumns.Check(options, path => tables[path].Columns);
        var own = options.Consumers is { } consumers ? ConsumerTable.Of(tables[consumers], options, Findings) : null;
        if (options.Experiment is { } experiment)
        {
            _experimentTable = tables[experiment];
            _experiment = new ExperimentProposal(_experimentTable, own, options, Findings);
        }
        _events = options.Events is { } events ? new EventsProposal(tables[events], options, Findings) : null;
        _consumers = own ?? ConsumerTable.OfExperiment(_experimentTable!, options);
        _experiment?.Check(own);
        _events?.Check(_consumers);
        Schema = Propose(own is not null);
    }

    public Findings Findings { get; } = new();

    public ConsumerSchema Schema { get; }

    /// <summary>Columns by part, for people to check.</summary>
    public IEnumerable<(string Table, string Part, string Column)> Parts
    {
        get
        {
            if (_options.Consumers is not null)
                yield return (_consumers.Table.Name, "consumer", _consumers.Column!);
            foreach (var (part, column) in ExperimentParts().Concat(EventParts()).Where(p => p.Column is not null))
                yield return (part.Table, part.Name, column!);
        }
    }

    private ConsumerSchema Propose(bool hasConsumers)
    {
        Attributes(hasConsumers);
        var randomised = RemoveLeaks();
        var outcomes = new List<KeyValuePair<string, string>>();
        var events = new List<KeyValuePair<string, string>>();
        ExperimentSpec? spec = null;
        if (_experiment is not null)
        {
            var (action, arms) = _experiment.Action(randomised, _names);
            _actions.Add(action);
            outcomes.AddRange(_experiment.Outcomes.Select(c =>
                KeyValuePair.Create(ColumnNames.Identifier(c, _names), c)));
            spec = _experiment.Spec(arms, outcomes);
        }
        foreach (var (name, isAction) in _events?.Names ?? [])
        {
            // The experiment's own action or outcome of this name also has a history.
            var known = outcomes.Any(pair => pair.Key == name) || _actions.Any(action => action.Name == name);
            var own = known ? name : ColumnNames.Identifier(name, _names);
            events.Add(KeyValuePair.Create(name, own));
            if (!known && isAction)
                _actions.Add(new ActionSpec(own, _events!.Levels(name), Assignment.Observed, null, _options.Cost,
                    null, null));
            if (_actions.Any(action => action.Name == own))
                _told.Add(own);
        }
        foreach (var (name, column) in outcomes)
        {
            var isFlag = _experimentTable!.Facts(column).IsFlag;
            _outcomes.Add(Outcome(
                name, column, isFlag ? OutcomeKind.Binary : OutcomeKind.Amount, events.Any(e => e.Value == name)));
        }
        foreach (var (name, isAction) in _events?.Names ?? [])
        {
            var own = events.First(pair => pair.Key == name).Value;
            if (spec is null && !isAction)
            {
                var isAmount = _events!.IsAmount(name);
                _outcomes.Add(Outcome(own, name, isAmount ? OutcomeKind.Amount : OutcomeKind.Binary, history: true));
            }
        }
        if (_outcomes.Count == 0)
            throw new InputException("--outcome", null,
                $"an event that is an outcome, one of {string.Join(", ", events.Select(e => e.Key))}");
        if (spec is not null)
        {
            foreach (var (name, _) in events.Where(IsUnused))
                Findings.Add("unused", _events!.Table, _events.Name, $"events {name}",
                    "not used: outcomes are the experiment's columns, and events of their names are their history");
            events.RemoveAll(IsUnused);
        }
        CheckNames();
        CheckMoney();
        return ConsumerSchema.Parse(Whole(spec, events).ToJson());
    }

    private bool IsUnused(KeyValuePair<string, string> pair) =>
        _outcomes.TrueForAll(o => o.Name != pair.Value) && _actions.TrueForAll(a => a.Name != pair.Value);

    private ConsumerSchema Whole(ExperimentSpec? spec, List<KeyValuePair<string, string>> events)
    {
        var history = _events is not null;
        string[] lags = history
            ? [.. _outcomes.Select(o => o.Name).Concat(_actions.Select(a => a.Name)).Where(n =>
                events.Any(e => e.Value == n))]
            : [];
        CalendarPart[] calendar = (_events?.Span ?? 0) switch
        {
            >= DaysOfMonths => [CalendarPart.Month, CalendarPart.DayOfWeek],
            >= DaysOfWeeks => [CalendarPart.DayOfWeek],
            _ => [],
        };
        var file = Path.GetFileNameWithoutExtension(_options.Experiment ?? _options.Events)!;
        return new ConsumerSchema(
            file[..Math.Min(file.Length, 64)], 1, _options.TimeZone, lags.Length > 0 ? LagDays : 0,
            history ? LatenessDays : 0, [.. _attributes.Select(a => a.Spec)], calendar, _actions, _outcomes, [], lags,
                spec,
            Tables(events));
    }

    private TableSpec? Tables(List<KeyValuePair<string, string>> events)
    {
        KeyValuePair<string, string>[] renamed =
        [
            .. _attributes.Where(a => a.Column != a.Spec.Name).Select(a => KeyValuePair.Create(a.Spec.Name, a.Column)),
        ];
        var column = _options.Consumers is null ? null : _consumers.Column;
        var people = renamed.Length > 0 || column is not (null or "consumer")
            ? new ConsumerColumns(column ?? "consumer", renamed)
            : null;
        var format = _events?.DayFacts.DayFormat
            ?? (_experiment?.Day is { } day ? _experimentTable!.Facts(day).DayFormat : null);
        format = format == "yyyy-MM-dd" ? null : format;
        var spec = _events?.Columns(events);
        return people is null && spec is null && format is null ? null : new TableSpec(format, people, spec);
    }

    private void Attributes(bool hasConsumers)
    {
        IEnumerable<string> columns = hasConsumers
            ? _consumers.Table.Columns.Where(c => c != _consumers.Column)
            : _experiment!.Others;
        var proposal = new AttributeProposal(_consumers.Table, _options, Findings);
        foreach (var column in columns.Except(_options.Ignore))
        {
            if (proposal.Of(column, _names) is { } spec)
                _attributes.Add(new AttributeColumn(column, spec, _consumers.Table.Cells(column)));
        }
        if (!hasConsumers || _experiment is null)
            return;
        foreach (var column in _experiment.Others)
        {
            Findings.Add("leak", _experimentTable!, column,
                $"stands beside the outcomes, so it may be known only after the treatment",
                "left out; move it to the consumers' table if it was known before");
        }
    }

    /// <summary>Leaves out what knows too much; whether the arms look drawn at random.</summary>
    private bool RemoveLeaks()
    {
        var (outcomes, arms) = (Targets(), _experiment is null ? null : Arms());
        var randomised = true;
        foreach (var attribute in _attributes.ToArray())
        {
            var (best, name) = outcomes.Select(o => (Auc: LeakScan.Auc(attribute, o.Positive), o.Name))
                .Where(o => !double.IsNaN(o.Auc)).DefaultIfEmpty((Auc: 0.5, Name: "")).Max();
            var balance = arms is null ? 1 : LeakScan.BalanceP(attribute, arms, _experiment!.Labels.Count);
            var isUnbalanced = balance < LeakScan.UnbalancedP;
            var keep = _options.Keep.Contains(attribute.Column);
            if (best >= LeakScan.SuspiciousAuc || (isUnbalanced && best >= PostTreatmentAuc))
            {
                var differs = isUnbalanced ? $", and it differs between the arms (p = {balance:G2})" : "";
                Findings.Add("leak", _consumers.Table, attribute.Column,
                    $"orders consumers by {name} with AUC {best:F3}{differs}: likely known only afterwards",
                    keep ? "kept, as asked" : "left out; --keep takes it");
                if (!keep)
                    _attributes.Remove(attribute);
            }
            else if (isUnbalanced)
            {
                randomised = false;
                Findings.Add("overlap", _consumers.Table, attribute.Column,
                    $"differs between the arms (p = {balance:G2}): not drawn at random, or changed by the treatment",
                    "kept, and effects are adjusted for it");
            }
        }
        if (_attributes.Count == 0 && _events is null)
            throw new InputException("attributes", null,
                "a column that tells consumers apart; --keep takes one that was left out");
        return randomised;
    }

    // Rows of the table that the attributes stand in.
    private List<(string Name, bool[] Positive)> Targets()
    {
        if (_experiment is null)
        {
            return [.. _events!.Names.Where(n => !n.IsAction).Select(n =>
                (n.Name, Above(_events.Totals(n.Name, _consumers))))];
        }
        return [.. _experiment.Outcomes.Select(column => (column, Spread(_experiment.Positive(column), false)))];
    }

    private int[] Arms() => Spread(_experiment!.RowArms(), -1);

    /// <summary>What the experiment's rows hold, by rows of the consumers' table.</summary>
    private T[] Spread<T>(T[] rows, T otherwise)
    {
        if (_options.Consumers is null)
            return rows;
        var spread = new T[_consumers.Table.Rows];
        Array.Fill(spread, otherwise);
        if (_experiment!.Consumer is not { } column)
            throw new InputException("--consumer-column", null,
                $"a column of {_experimentTable!.Name} with the consumer's id");
        for (var row = 0; row < rows.Length; row++)
        {
            if (_experimentTable![row, column] is { } id && _consumers.Rows.TryGetValue(id, out var place))
                spread[place] = rows[row];
        }
        return spread;
    }

    private static bool[] Above(double[] totals)
    {
        var middle = totals.Count(total => total > 0) < 0.9 * totals.Length ? 0
            : totals.Order().ElementAt(totals.Length / 2);
        return Array.ConvertAll(totals, total => total > middle);
    }

    private OutcomeSpec Outcome(string name, string own, OutcomeKind kind, bool history)
    {
        var value = _options.Values.TryGetValue(name, out var said) ? said
            : kind == OutcomeKind.Amount && ColumnNames.IsMoney(own) ? 1 : 0;
        var rate = history ? RateProposal.Of(name, _events!.History(own)) : null;
        return new OutcomeSpec(
            name, kind, _options.WindowDays, value, 1, history ? new RecencySpec($"{name}_within", RecencyDays) : null,
            history ? new CumulativeSpec($"cum_{name}", Cuts(own)) : null, rate is null ? [] : [rate],
            [.. _actions.Select(a => a.Name)], Modifiers(own),
            history && kind == OutcomeKind.Binary && _options.WindowDays == 1 ? Responsiveness() : []);
    }

    /// <summary>The most frequent actions that come as events, as many as can be counted in combination.</summary>
    private string[] Responsiveness()
    {
        var levels = 0;
        return
        [
            .. _actions.Where(action => _told.Contains(action.Name))
                .TakeWhile(action => (levels += action.Units) <= OutcomeSpec.MostResponsiveness).Select(a => a.Name),
        ];
    }

    /// <summary>The attributes of fewest units, as many as the outcome came often enough for.</summary>
    private string[] Modifiers(string outcome)
    {
        var came = _experiment?.Outcomes.Contains(outcome) == true
            ? _experimentTable!.Facts(outcome).Numbers.Count(number => number > 0)
            : _events!.Count(outcome);
        var (chosen, units) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var attribute in _attributes.OrderBy(a => a.Spec.Units))
        {
            units += attribute.Spec.Units;
            if (units * OutcomesAModifierUnit <= came)
                chosen.Add(attribute.Spec.Name);
        }
        return [.. _attributes.Select(a => a.Spec.Name).Where(chosen.Contains)];
    }

    private double[] Cuts(string name)
    {
        double[] totals = [.. _events!.Totals(name, _consumers).Where(total => total > 0).Order()];
        return totals.Length == 0 ? [1]
            : [.. new[] { 1, totals[totals.Length / 2], totals[totals.Length * 9 / 10] }.Distinct()];
    }

    /// <summary>What is said of a name that nothing has was meant for something else.</summary>
    private void CheckNames()
    {
        Require("--value", _options.Values.Keys, [.. _outcomes.Select(o => o.Name)]);
        string[] columns =
        [
            .. new[] { _consumers.Table, _experimentTable, _events?.Table }
                .SelectMany(table => table?.Columns ?? []).Distinct(),
        ];
        Require("--keep", _options.Keep, columns);
        Require("--ignore", _options.Ignore, [.. columns, .. _events?.AllNames ?? []]);

        static void Require(string option, IEnumerable<string> said, string[] known)
        {
            if (said.FirstOrDefault(name => !known.Contains(name)) is { } name)
                throw new InputException(option, name, $"one of {string.Join(", ", known)}");
        }
    }

    private void CheckMoney()
    {
        if (_outcomes.TrueForAll(o => o.Value == 0))
            Findings.Add("assumed", null, $"no outcome has a value",
                "nothing is worth a treatment until --value NAME=X, or outcomes[].value, says so");
        else if (_outcomes.Where(o => !_options.Values.ContainsKey(o.Name)).ToArray() is { Length: > 0 } open)
            Findings.Add("assumed", null, $"worth of outcomes: {string.Join(", ", open.Select(Worth))}",
                "a column of money counts as it stands, all else nothing, until --value NAME=X, or outcomes[].value, "
                + "says otherwise");
        if (_actions.Count > 0 && _actions.TrueForAll(a => a.Cost == 0) && _experiment?.CostColumn is null)
            Findings.Add("assumed", null, $"no action has a cost",
                "treating is free until --cost, or actions[].cost, says otherwise");
        if (_actions.Count == 0)
            Findings.Add("overlap", null, $"no event is an action",
                "outcomes can be predicted, effects cannot: --action NAME says which is one");
    }

    private IEnumerable<((string Table, string Name) Part, string? Column)> ExperimentParts()
    {
        if (_experiment is not { } e)
            yield break;
        var table = _experimentTable!.Name;
        yield return ((table, "consumer"), e.Consumer);
        yield return ((table, "treatment"), e.Treatment);
        yield return ((table, "nothing is"), e.ControlLabel);
        yield return ((table, "day"), e.Day);
        yield return ((table, "propensity"), e.Propensity);
        yield return ((table, "cost"), e.CostColumn);
        yield return ((table, "outcomes"), string.Join(", ", e.Outcomes.Zip(Schema.Outcomes, WithKind)));
    }

    private IEnumerable<((string Table, string Name) Part, string? Column)> EventParts()
    {
        if (_events is not { } e)
            yield break;
        var table = Path.GetFileName(_options.Events!);
        yield return ((table, "event id"), e.EventId);
        yield return ((table, "consumer"), e.Consumer);
        yield return ((table, "day"), e.Day);
        yield return ((table, "name"), e.Name);
        yield return ((table, "kind"), e.Kind);
        yield return ((table, "level"), e.Level);
        yield return ((table, "value"), e.Value);
        yield return ((table, "actions"), Listed(e.Names.Where(n => n.IsAction).Select(n => n.Name)));
        // Beside an experiment events have no outcomes of their own.
        if (_experiment is null)
        {
            var outcomes = e.Names.Where(n => !n.IsAction).Select(n => n.Name);
            yield return ((table, "outcomes"), Listed(outcomes.Zip(Schema.Outcomes, WithKind)));
        }
    }

    private static string? Listed(IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        return list.Length == 0 ? null : list;
    }

    /// <summary>The word for an outcome's kind, for people and for programs.</summary>
    public static string Word(OutcomeKind kind) => kind == OutcomeKind.Binary ? "binary" : "amount";

    private static string WithKind(string own, OutcomeSpec outcome) => $"{own} ({Word(outcome.Kind)})";

    private static string Worth(OutcomeSpec outcome) => FormattableString.Invariant($"{outcome.Name} {outcome.Value}");
}
