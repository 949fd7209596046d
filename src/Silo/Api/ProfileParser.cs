using System.Text.Json;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>
/// Reads consumers' attributes. A consumer given again among the newest <see cref="Remembered"/> of a request is
/// refused: a stream may be of any length, what is remembered of it is not.
/// </summary>
internal sealed class ProfileParser(ConsumerSchema schema) : ItemParser<ProfileMessage>
{
    public const int Remembered = 65_536;

    private readonly Utf8Names _names = new(schema.Attributes.Select(attribute => attribute.Name));
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private string? _consumer;
    private List<AttributeValue>? _attributes;

    protected override void Clear()
    {
        _consumer = null;
        _attributes = null;
    }

    protected override void Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("consumer"u8))
            _consumer = Text(ref reader, Once(ref reader, "consumer", 0));
        else if (reader.ValueTextEquals("attributes"u8))
            _attributes = Attributes(ref reader, Once(ref reader, "attributes", 1), _names);
        else
            RefuseUnknown(ref reader, "consumer, attributes");
    }

    protected override ProfileMessage? Finish()
    {
        if (!IsId(_consumer, "consumer"))
            return null;
        if (_attributes is null)
            Refuse("attributes", null, "an object of names and values");
        else if (!IsNew(_consumer!))
            Refuse("consumer", _consumer, "each consumer once in a request");
        else
            return new(_consumer!, [.. _attributes]);
        return null;
    }

    private bool IsNew(string consumer)
    {
        if (!_seen.Add(consumer))
            return false;
        _order.Enqueue(consumer);
        if (_order.Count > Remembered)
            _seen.Remove(_order.Dequeue());
        return true;
    }
}
