using System.Text.Json;

namespace WorldModel.Silo.Api;

/// <summary>Reads consumers' ids for a campaign's list.</summary>
internal sealed class MemberParser : ItemParser<string>
{
    private string? _consumer;

    protected override void Clear() => _consumer = null;

    protected override void Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("consumer"u8))
            _consumer = Text(ref reader, Once(ref reader, "consumer", 0));
        else
            RefuseUnknown(ref reader, "consumer");
    }

    protected override string? Finish() => IsId(_consumer, "consumer") ? _consumer : null;
}
