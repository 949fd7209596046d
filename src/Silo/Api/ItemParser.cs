using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>
/// Reads one item of a bulk request by hand: a fault is a value that names the field, and never stops the items after
/// it. Used by one request.
/// </summary>
internal abstract class ItemParser<TItem>
    where TItem : class
{
    private (string Code, string Field, string? Value, string Expected)? _fault;
    private uint _given;

    /// <summary>Reads the value that the reader stands on, and leaves it on the value's last token.</summary>
    public (TItem? Item, RefusedEntry? Refused) Read(ref Utf8JsonReader reader, long index)
    {
        _fault = null;
        _given = 0;
        TItem? item = null;
        int depth = reader.CurrentDepth;
        ReadOnlySpan<byte> field = default;
        try
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Clear();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    field = reader.ValueSpan;
                    Field(ref reader);
                }
                item = _fault is null ? Finish() : null;
            }
            else
            {
                Refuse("", Raw(ref reader), "an object");
                reader.Skip();
            }
        }
        catch (InvalidOperationException)
        {
            // So the reader answers bytes that are no UTF-8, and half of a surrogate pair.
            Refuse(Encoding.UTF8.GetString(field), Encoding.UTF8.GetString(reader.ValueSpan),
                "text of whole Unicode characters");
            while (reader.CurrentDepth > depth && reader.Read())
            {
            }
        }
        return _fault is { } fault
            ? (null, new RefusedEntry(index, fault.Code, fault.Field, fault.Value, fault.Expected))
            : (item, null);
    }

    /// <summary>Starts a new item.</summary>
    protected abstract void Clear();

    /// <summary>Takes the field whose name the reader stands on, with its value.</summary>
    protected abstract void Field(ref Utf8JsonReader reader);

    /// <summary>Makes the item, or refuses where a field is missing.</summary>
    protected abstract TItem? Finish();

    protected void Refuse(string field, string? value, string expected) =>
        _fault ??= (ProblemCode.Invalid, field, Short(value), expected);

    /// <summary>Refuses a field that stands twice, which readers of JSON understand in different ways.</summary>
    /// <param name="reader">Stands on the field's name.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="number">Its number among the item's fields, from 0 to 31.</param>
    protected string Once(ref Utf8JsonReader reader, string field, int number)
    {
        if ((_given & (1u << number)) != 0)
        {
            var second = reader;
            second.Read();
            Refuse(field, Raw(ref second), "the field once");
        }
        _given |= 1u << number;
        return field;
    }

    /// <summary>An object of attributes, each once; null where it is none.</summary>
    protected List<AttributeValue>? Attributes(ref Utf8JsonReader reader, string field, Utf8Names known)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse(field, Raw(ref reader), "an object of names and values");
            reader.Skip();
            return null;
        }
        List<AttributeValue> attributes = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = known.Find(ref reader) ?? reader.GetString()!;
            if (Scalar(ref reader, $"{field}.{name}") is not { } value)
                continue;
            if (attributes.Exists(attribute => attribute.Name == name))
                Refuse($"{field}.{name}", value, "the attribute once");
            attributes.Add(new AttributeValue(name, value));
        }
        return attributes;
    }

    protected void RefuseUnknown(ref Utf8JsonReader reader, string known)
    {
        var name = reader.GetString()!;
        reader.Read();
        Refuse(name, Raw(ref reader), $"a known field: {known}");
        reader.Skip();
    }

    /// <summary>Text; null, where it may be left out, is the same as leaving it out.</summary>
    protected string? Text(
        ref Utf8JsonReader reader, string field, Utf8Names? known = null, bool isOptional = false)
    {
        reader.Read();
        if (isOptional && reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.String)
            return known?.Find(ref reader) ?? reader.GetString();
        Refuse(field, Raw(ref reader), "text");
        reader.Skip();
        return null;
    }

    /// <summary>Text, or a number or boolean as text.</summary>
    protected string? Scalar(ref Utf8JsonReader reader, string field, bool isOptional = false)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Null when isOptional:
                return null;
            case JsonTokenType.True:
                return "1";
            case JsonTokenType.False:
                return "0";
            case JsonTokenType.Number when reader.TryGetInt64(out long whole):
                return whole.ToString(CultureInfo.InvariantCulture);
            case JsonTokenType.Number when reader.GetDouble() is var number && double.IsFinite(number):
                return number.ToString("R", CultureInfo.InvariantCulture);
            default:
                Refuse(field, Raw(ref reader), "text, a finite number, true or false");
                reader.Skip();
                return null;
        }
    }

    /// <summary>A finite number, or null where it is left out.</summary>
    protected double? OptionalNumber(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.Number && reader.GetDouble() is var number && double.IsFinite(number))
            return number;
        Refuse(field, Raw(ref reader), "a finite number");
        reader.Skip();
        return null;
    }

    protected DateOnly? Day(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && IsDay(reader.GetString(), out var day))
            return day;
        Refuse(field, Raw(ref reader), "a day as yyyy-MM-dd");
        reader.Skip();
        return null;
    }

    /// <summary>An opaque id: 1 to 128 bytes of UTF-8 without control characters.</summary>
    protected bool IsId(string? id, string field)
    {
        try
        {
            ConsumerId.Check(id, field);
            return true;
        }
        catch (InputException error)
        {
            Refuse(error.Field, error.Value, error.Expected);
            return false;
        }
    }

    private static bool IsDay(string? text, out DateOnly day) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static string? Raw(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
    };

    private static string? Short(string? value) => value is { Length: > 200 } ? value[..200] : value;
}
