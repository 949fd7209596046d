namespace WorldModel.Schema.Readers;

/// <summary>
/// A row of a table of events in the parts' own names, whatever the table calls them. Names and amounts are not judged.
/// </summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Id">The event's id; made from what the row says where the table has none.</param>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Day">The day.</param>
/// <param name="Kind">The kind; null: not said.</param>
/// <param name="Name">The schema's name of what happened; null: not said.</param>
/// <param name="Level">The level of an action that has levels; null: none.</param>
/// <param name="Value">The amount; null: not said.</param>
/// <param name="Reverses">The id of the event that this one takes back; null: none.</param>
/// <param name="Attributes">Of a profile: values by attribute name, null where not known; else null.</param>
public sealed record EventText(
    long Line, string Id, string Consumer, DateOnly Day, string? Kind, string? Name, string? Level, double? Value,
    string? Reverses, IReadOnlyList<KeyValuePair<string, string?>>? Attributes);
