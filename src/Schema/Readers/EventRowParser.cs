namespace WorldModel.Schema.Readers;

/// <summary>Turns rows of an events' table into <see cref="ConsumerEvent"/>s.</summary>
internal sealed class EventRowParser(ConsumerSchema schema, Table table)
{
    private static readonly string[] Own = ["id", "consumer", "day", "kind", "name", "level", "value", Reversal.Field];

    private readonly EventColumns? _spec = schema.Tables?.Events;
    private readonly string? _dayFormat = schema.Tables?.DayFormat;

    private readonly Dictionary<string, string> _names =
        new(schema.Tables?.Events?.Names ?? [], StringComparer.Ordinal);

    private readonly HashSet<string> _ignored = [.. schema.Tables?.Events?.Ignore ?? []];
    private readonly RowIds _made = new();

    private readonly EventResolver _events = new(new StateLayout(schema));
    private readonly AttributeResolver _attributes = new(schema);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    // A header may have columns that are nobody's; a row that names its own is checked against typing errors.
    private readonly string[]? _columns = table.Columns is null
        ? null
        : [.. schema.Attributes.Select(a => a.Name).Where(a => table.Columns.Contains(a) && !Own.Contains(a))];

    /// <summary>Whether the schema passes over events of the row's name.</summary>
    public bool IsIgnored(TableRow row) => _ignored.Count > 0 && row["name"] is { } name && _ignored.Contains(name);

    /// <exception cref="InputException">Names the field at fault.</exception>
    public ConsumerEvent Parse(TableRow row)
    {
        EventText text = Read(row);
        int day = text.Day.DayNumber;
        if (text.Attributes is { } attributes)
        {
            EventResolver.CheckProfile(true, text.Name, text.Level, text.Value, text.Reverses);
            return new ConsumerEvent(text.Id, text.Consumer, new StateEvent(day, StateEvent.Profile, 0),
                _attributes.Resolve(attributes));
        }
        if (text.Reverses is not { } reversed)
        {
            StateEvent e = _events.Resolve(day, text.Kind, text.Name, text.Level, text.Value ?? 1);
            return new ConsumerEvent(text.Id, text.Consumer, e);
        }
        StateEvent reversal = _events.ResolveReversal(day, text.Kind, text.Name, text.Level, text.Value);
        return new ConsumerEvent(text.Id, text.Consumer, reversal, Reverses: reversed);
    }

    /// <summary>The row in the parts' own names; what it names is not looked up.</summary>
    /// <exception cref="InputException">An id, a day or a number that is none.</exception>
    public EventText Read(TableRow row)
    {
        string consumer = Shared(ConsumerId.Check(row["consumer"]));
        DateOnly day = Days.Parse(row["day"], _dayFormat, "day");
        double? value = row["value"] is { } text ? TableRow.ParseNumber(text, "value") : null;
        string id = _spec is { Id: null } ? _made.Of(row) : ConsumerId.Check(row["id"], "id");
        bool isProfile = row["kind"] == EventResolver.Profile;
        return new EventText(
            row.Line, id, consumer, day, row["kind"], isProfile ? row["name"] : Name(row),
            isProfile ? row["level"] : Level(row), value, row[Reversal.Field], isProfile ? Attributes(row) : null);
    }

    private string? Name(TableRow row)
    {
        string? name = _spec?.Name.Value ?? row["name"];
        return name is not null && _names.TryGetValue(name, out string? known) ? known : name;
    }

    // A table of one's own has a level in every row, outcomes too.
    private string? Level(TableRow row) =>
        _spec is null || schema.Actions.Any(a => !a.IsBinary && a.Name == Name(row)) ? row["level"] : null;

    private KeyValuePair<string, string?>[] Attributes(TableRow row)
    {
        IEnumerable<string> names = _columns ?? row.Columns.Where(c => !Own.Contains(c));
        return [.. names.Select(n => KeyValuePair.Create(n, row[n]))];
    }

    // Hundreds of events share a consumer; one string for all of them.
    private string Shared(string id)
    {
        if (_ids.TryGetValue(id, out string? known))
            return known;
        _ids.Add(id, id);
        return id;
    }
}
