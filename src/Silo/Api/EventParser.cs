using System.Text.Json;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>Reads events.</summary>
internal sealed class EventParser(ConsumerSchema schema) : ItemParser<ConsumerEventMessage>
{
    private const string Known = "id, consumer, day, kind, name, level, value";

    private static readonly Utf8Names Kinds = new(["action", "outcome"]);

    private readonly Utf8Names _names = new(
        [.. schema.Actions.Select(action => action.Name), .. schema.Outcomes.Select(outcome => outcome.Name)]);

    private readonly HashSet<string> _actions = [.. schema.Actions.Select(action => action.Name)];
    private readonly HashSet<string> _outcomes = [.. schema.Outcomes.Select(outcome => outcome.Name)];

    private string? _id;
    private string? _consumer;
    private DateOnly? _day;
    private string? _kind;
    private string? _name;
    private string? _level;
    private double _value;

    protected override void Clear()
    {
        _id = _consumer = _kind = _name = _level = null;
        _day = null;
        _value = 1;
    }

    protected override void Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8))
            _id = Text(ref reader, "id");
        else if (reader.ValueTextEquals("consumer"u8))
            _consumer = Text(ref reader, "consumer");
        else if (reader.ValueTextEquals("day"u8))
            _day = Day(ref reader, "day");
        else if (reader.ValueTextEquals("kind"u8))
            _kind = Text(ref reader, "kind", Kinds);
        else if (reader.ValueTextEquals("name"u8))
            _name = Text(ref reader, "name", _names);
        else if (reader.ValueTextEquals("level"u8))
            _level = Scalar(ref reader, "level");
        else if (reader.ValueTextEquals("value"u8))
            _value = Number(ref reader, "value");
        else
            RefuseUnknown(ref reader, Known);
    }

    protected override ConsumerEventMessage? Finish()
    {
        if (!IsId(_id, "id") || !IsId(_consumer, "consumer"))
            return null;
        if (_day is not { } day)
            Refuse("day", null, "a day as yyyy-MM-dd");
        else if (_name is null)
            Refuse("name", null, OneOfTheNames);
        else if ((_kind ?? Kind(_name)) is not { } kind)
            Refuse("name", _name, OneOfTheNames);
        else
            return new(_id!, _consumer!, day, kind, _name, _level, _value);
        return null;
    }

    private string OneOfTheNames => $"one of {string.Join(", ", _actions.Concat(_outcomes))}";

    private string? Kind(string name) =>
        _actions.Contains(name) ? "action" : _outcomes.Contains(name) ? "outcome" : null;
}
