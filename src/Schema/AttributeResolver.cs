using System.Globalization;

namespace WorldModel.Schema;

/// <summary>Turns attributes in words into the words of a state.</summary>
public sealed class AttributeResolver
{
    private readonly AttributeSpec[] _attributes;
    private readonly Dictionary<string, int>[] _levels;
    private readonly Dictionary<string, int> _index;

    public AttributeResolver(ConsumerSchema schema)
    {
        _attributes = [.. schema.Attributes];
        _levels = [.. _attributes.Select(a => Numbered(a.Levels))];
        _index = Numbered(_attributes.Select(a => a.Name));
    }

    public int Count => _attributes.Length;

    /// <summary>The words of a consumer of whom nothing is known.</summary>
    public int[] Unknown() => [.. _attributes.Select(a => a.UnknownWord)];

    /// <summary>The words of a profile; attributes that are not named, null or empty are unknown.</summary>
    /// <exception cref="InputException">An unknown attribute or level; a flag or number that is none.</exception>
    public int[] Resolve(IEnumerable<KeyValuePair<string, string?>> profile, string place = "")
    {
        int[] words = Unknown();
        foreach ((string name, string? text) in profile)
        {
            if (!_index.TryGetValue(name, out int i))
                throw new InputException(place + name, text, $"one of the attributes {string.Join(", ", _index.Keys)}");
            if (!string.IsNullOrEmpty(text))
                words[i] = Word(i, text, place + name);
        }
        return words;
    }

    private static Dictionary<string, int> Numbered(IEnumerable<string> names) =>
        names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);

    private int Word(int i, string text, string field)
    {
        AttributeSpec attribute = _attributes[i];
        return attribute.Kind switch
        {
            AttributeKind.Category => Level(i, text, field),
            AttributeKind.Flag => text switch
            {
                "1" or "true" or "True" => 1,
                "0" or "false" or "False" => 0,
                _ => throw new InputException(field, text, "0, 1, true or false"),
            },
            _ => Number(text, field),
        };
    }

    private int Level(int i, string text, string field)
    {
        if (_levels[i].TryGetValue(text, out int level))
            return level;
        AttributeSpec attribute = _attributes[i];
        return attribute.Unknown != UnknownPolicy.Refuse ? attribute.UnknownWord
            : throw new InputException(field, text, $"one of {string.Join(", ", attribute.Levels)}");
    }

    private static int Number(string text, string field)
    {
        bool number = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
        if (!number || !float.IsFinite(value))
            throw new InputException(field, text, "a finite number");
        // Adding 0 makes -0 a plain 0: equal numbers, equal bits.
        return BitConverter.SingleToInt32Bits(value + 0f);
    }
}
