namespace WorldModel.Schema;

/// <summary>Where the parts of consumers and events stand in the user's own tables.</summary>
/// <param name="DayFormat">How days are written (<c>M/d/yyyy</c>); null: as <c>yyyy-MM-dd</c>.</param>
/// <param name="Consumers">Columns of the consumers' table; null: they bear the parts' own names.</param>
/// <param name="Events">Columns of the events' table; null: they bear the parts' own names.</param>
public sealed record TableSpec(string? DayFormat, ConsumerColumns? Consumers, EventColumns? Events)
{
    internal static IReadOnlyDictionary<string,
        string> Columns(params IEnumerable<(string Part, string? Column)> pairs) =>
        pairs.Where(p => p.Column is not null).ToDictionary(p => p.Part, p => p.Column!, StringComparer.Ordinal);
}

/// <summary>Columns of a table of consumers.</summary>
/// <param name="Consumer">Column of the consumer's id.</param>
/// <param name="Attributes">Attribute to column, where the two differ.</param>
public sealed record ConsumerColumns(string Consumer, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>Part to column, as <see cref="Readers.Table.Renamed"/> takes them.</summary>
    internal IReadOnlyDictionary<string, string> Map() => TableSpec.Columns(
        [("consumer", Consumer), .. Attributes.Select(a => (a.Key, (string?)a.Value))]);
}

/// <summary>Columns of a table of events.</summary>
/// <param name="Id">Column of the event's id; null: what the row says makes its id.</param>
/// <param name="Consumer">Column of the consumer's id.</param>
/// <param name="Day">Column of the day.</param>
/// <param name="Name">What happened: a column, or one name for all rows.</param>
/// <param name="Kind">Column of the kind; null: whichever has the name.</param>
/// <param name="Level">Column of an action's level; null: none.</param>
/// <param name="Value">Column of the amount; null: none.</param>
/// <param name="Names">The table's name of an event to the schema's, where the two differ.</param>
/// <param name="Ignore">Names of events that are passed over.</param>
public sealed record EventColumns(
    string? Id, string Consumer, string Day, ColumnOrValue Name, string? Kind, string? Level, string? Value,
    IReadOnlyList<KeyValuePair<string, string>> Names, IReadOnlyList<string> Ignore)
{
    /// <summary>Part to column, as <see cref="Readers.Table.Renamed"/> takes them.</summary>
    internal IReadOnlyDictionary<string, string> Map() => TableSpec.Columns(
        ("id", Id), ("consumer", Consumer), ("day", Day), ("name", Name.Column), ("kind", Kind), ("level", Level),
        ("value", Value));
}
