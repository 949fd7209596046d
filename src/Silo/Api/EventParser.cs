using System.Text.Json;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>Reads events.</summary>
internal sealed class EventParser(ConsumerSchema schema) : ItemParser<ConsumerEventMessage>
{
    private const string Delivery = "delivery";
    private const string Known = "id, consumer, day, kind, name, level, value, reverses, attributes, decision, "
        + "status, cost";

    private static readonly Utf8Names Kinds = new(
        [EventResolver.Action, EventResolver.Outcome, EventResolver.Profile, Delivery]);

    private readonly Utf8Names _names = new(
        [.. schema.Actions.Select(action => action.Name), .. schema.Outcomes.Select(outcome => outcome.Name)]);

    private readonly Utf8Names _attributeNames = new(schema.Attributes.Select(attribute => attribute.Name));

    private readonly HashSet<string> _actions = [.. schema.Actions.Select(action => action.Name)];
    private readonly HashSet<string> _outcomes = [.. schema.Outcomes.Select(outcome => outcome.Name)];

    private string? _id;
    private string? _consumer;
    private DateOnly? _day;
    private string? _kind;
    private string? _name;
    private string? _level;
    private double? _value;
    private string? _reverses;
    private List<AttributeValue>? _attributes;
    private string? _decision;
    private string? _status;
    private double? _cost;

    protected override void Clear()
    {
        _id = _consumer = _kind = _name = _level = _reverses = _decision = _status = null;
        _day = null;
        _value = _cost = null;
        _attributes = null;
    }

    protected override void Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8))
            _id = Text(ref reader, Once(ref reader, "id", 0));
        else if (reader.ValueTextEquals("consumer"u8))
            _consumer = Text(ref reader, Once(ref reader, "consumer", 1));
        else if (reader.ValueTextEquals("day"u8))
            _day = Day(ref reader, Once(ref reader, "day", 2));
        else if (reader.ValueTextEquals("kind"u8))
            _kind = Text(ref reader, Once(ref reader, "kind", 3), Kinds, isOptional: true);
        else if (reader.ValueTextEquals("name"u8))
            _name = Text(ref reader, Once(ref reader, "name", 4), _names, isOptional: true);
        else if (reader.ValueTextEquals("level"u8))
            _level = Scalar(ref reader, Once(ref reader, "level", 5), isOptional: true);
        else if (reader.ValueTextEquals("value"u8))
            _value = OptionalNumber(ref reader, Once(ref reader, "value", 6));
        else if (reader.ValueTextEquals("reverses"u8))
            _reverses = Text(ref reader, Once(ref reader, "reverses", 7), isOptional: true);
        else if (reader.ValueTextEquals("attributes"u8))
            _attributes = Attributes(ref reader, Once(ref reader, "attributes", 8), _attributeNames);
        else if (reader.ValueTextEquals("decision"u8))
            _decision = Text(ref reader, Once(ref reader, "decision", 9), isOptional: true);
        else if (reader.ValueTextEquals("status"u8))
            _status = Text(ref reader, Once(ref reader, "status", 10), isOptional: true);
        else if (reader.ValueTextEquals("cost"u8))
            _cost = OptionalNumber(ref reader, Once(ref reader, "cost", 11));
        else
            RefuseUnknown(ref reader, Known);
    }

    protected override ConsumerEventMessage? Finish()
    {
        if (!IsId(_id, "id") || !IsId(_consumer, "consumer") || (_reverses is not null && !IsId(_reverses, "reverses")))
            return null;
        if (_day is not { } day)
            Refuse("day", null, "a day as yyyy-MM-dd");
        else if (_kind is not (EventResolver.Profile or Delivery) && _name is null)
            Refuse("name", null, OneOfTheNames);
        else if ((_kind ?? Kind(_name!)) is not { } kind)
            Refuse("name", _name, OneOfTheNames);
        else
            return new(_id!, _consumer!, day, kind, _name, _level, _value, _reverses, _attributes?.ToArray(), _decision,
                _status, _cost);
        return null;
    }

    private string OneOfTheNames => $"one of {string.Join(", ", _actions.Concat(_outcomes))}";

    private string? Kind(string name) =>
        _actions.Contains(name) ? "action" : _outcomes.Contains(name) ? "outcome" : null;
}
