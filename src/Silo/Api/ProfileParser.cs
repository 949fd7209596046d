using System.Text.Json;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>Reads consumers' attributes. A consumer given twice in a request is refused the second time.</summary>
internal sealed class ProfileParser(ConsumerSchema schema) : ItemParser<ProfileMessage>
{
    private readonly Utf8Names _names = new(schema.Attributes.Select(attribute => attribute.Name));
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
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
            _consumer = Text(ref reader, "consumer");
        else if (reader.ValueTextEquals("attributes"u8))
            Attributes(ref reader);
        else
            RefuseUnknown(ref reader, "consumer, attributes");
    }

    protected override ProfileMessage? Finish()
    {
        if (!IsId(_consumer, "consumer"))
            return null;
        if (_attributes is null)
            Refuse("attributes", null, "an object of names and values");
        else if (!_seen.Add(_consumer!))
            Refuse("consumer", _consumer, "each consumer once in a request");
        else
            return new(_consumer!, [.. _attributes]);
        return null;
    }

    private void Attributes(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse("attributes", reader.TokenType.ToString(), "an object of names and values");
            reader.Skip();
            return;
        }
        _attributes = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _names.Find(ref reader) ?? reader.GetString()!;
            if (Scalar(ref reader, $"attributes.{name}") is { } value)
                _attributes.Add(new AttributeValue(name, value));
        }
    }
}
