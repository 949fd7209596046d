using System.Globalization;
using WorldModel.Schema.Training;

namespace WorldModel.Schema.Readers;

/// <summary>Turns an experiment's rows into <see cref="ExperimentRow"/>s; meets treatments on the way.</summary>
internal sealed class ExperimentRowParser
{
    private readonly ConsumerSchema _schema;
    private readonly ExperimentSpec _spec;
    private readonly ActionVector _vector;
    private readonly AttributeResolver _attributes;
    private readonly string[] _own;
    private readonly int _headerLines;
    private readonly List<Treatment> _treatments = [];
    private readonly Dictionary<string, int> _treatmentOf = new(StringComparer.Ordinal);
    private readonly HashSet<(string, int)> _seen = [];

    public ExperimentRowParser(ConsumerSchema schema, Table table, bool hasConsumers)
    {
        _schema = schema;
        _spec = schema.Experiment ?? ExperimentSpec.Default(schema.Outcomes);
        _vector = new ActionVector(schema);
        _attributes = new AttributeResolver(schema);
        string?[] columns =
            [_spec.Consumer, _spec.Treatment, _spec.Day.Column, _spec.Propensity?.Column, _spec.Cost?.Column];
        table.Require(columns.OfType<string>().Concat(_spec.Outcomes.Select(o => o.Value)));
        _headerLines = table.Columns is null ? 0 : 1;
        _own = [.. schema.Attributes.Select(a => a.Name).Where(table.MayHave)];
        if (hasConsumers && _own.Length < schema.Attributes.Count)
            _own = [];
        if (_own.Length > 0)
            table.Require(schema.Attributes.Select(a => a.Name));
        for (int i = 0; i < _spec.Arms.Count; i++)
        {
            _treatments.Add(new Treatment(_spec.Arms[i].Treatment, _spec.Arms[i].Actions));
            _treatmentOf[_spec.Arms[i].Label] = i;
        }
    }

    /// <summary>The treatments: the schema's arms, or those met, in the order they were met.</summary>
    public IReadOnlyList<Treatment> Treatments => _treatments;

    public ExperimentRow Parse(TableRow row)
    {
        string consumer = _spec.Consumer is { } column
            ? ConsumerId.Check(row[column], column)
            : (row.Line - _headerLines).ToString(CultureInfo.InvariantCulture);
        int day = Day(row);
        int treatment = TreatmentOf(row[_spec.Treatment]);
        ExperimentArm? arm = _spec.Arms.Count > 0 ? _spec.Arms[treatment] : null;
        var parsed = new ExperimentRow(
            consumer, day, treatment,
            Propensity(row, arm?.Propensity),
            (float)(_spec.Cost is { } cost ? Number(row, cost, 0) : arm?.Cost ?? double.NaN),
            [.. _schema.Outcomes.Select(outcome => Outcome(row, outcome))],
            Attributes(row));
        if (!_seen.Add((consumer, day)))
            throw new InputException(_spec.Consumer ?? "consumer", consumer, "each consumer once a day");
        return parsed;
    }

    private int Day(TableRow row)
    {
        string? format = _spec.Day.Column is null ? null : _schema.Tables?.DayFormat;
        return Days.Parse(Text(row, _spec.Day), format, _spec.Day.Column ?? "day").DayNumber;
    }

    /// <summary>Null where the row has none of the attributes: they stand in the consumers' own table then.</summary>
    private int[]? Attributes(TableRow row) => Array.Exists(_own, name => row[name] is not null)
        ? _attributes.Resolve(_own.Select(name => KeyValuePair.Create(name, row[name])))
        : null;

    private int TreatmentOf(string? label)
    {
        if (label is not null && _treatmentOf.TryGetValue(label, out int known))
            return known;
        if (_spec.Arms.Count > 0)
        {
            string labels = string.Join(", ", _spec.Arms.Select(a => a.Label));
            throw new InputException(_spec.Treatment, label, $"one of {labels}");
        }
        Treatment treatment = Treatment.Parse(_vector, label, _spec.Treatment);
        _treatments.Add(treatment);
        return _treatmentOf[label!] = _treatments.Count - 1;
    }

    private float Propensity(TableRow row, double? ofArm)
    {
        if (_spec.Propensity is not { } source)
            return (float)(ofArm ?? double.NaN);
        double value = Number(row, source, 0);
        string field = source.Column ?? "propensity";
        return value is > 0 and <= 1 ? (float)value
            : throw new InputException(field, Text(row, source), "a probability above 0, at most 1");
    }

    private double Outcome(TableRow row, OutcomeSpec outcome)
    {
        string column = _spec.Outcomes.First(pair => pair.Key == outcome.Name).Value;
        double value = row.Number(column);
        if (outcome.Kind == OutcomeKind.Binary && value is not (0 or 1))
            throw new InputException(column, row[column], "0 or 1");
        return value;
    }

    private static double Number(TableRow row, ColumnOrValue source, double low)
    {
        string field = source.Column ?? "value";
        double value = TableRow.ParseNumber(Text(row, source), field);
        return value >= low ? value : throw new InputException(field, Text(row, source), $"{low} or more");
    }

    private static string? Text(TableRow row, ColumnOrValue source) => source.Column is { } c ? row[c] : source.Value;
}
