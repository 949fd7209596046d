using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>
/// Who a campaign is for: for each condition the attribute is one of those listed. A category is named by its level, a
/// flag by 0 or 1, a number by the label of its bin; <c>unknown</c> stands for a value that is not known.
/// </summary>
internal sealed class Audience
{
    private const string UnknownValue = "unknown";

    private readonly List<(int Attribute, Func<int, bool> Holds)> _conditions = [];

    /// <param name="attributes">A state's attribute words.</param>
    public bool Includes(ReadOnlySpan<int> attributes)
    {
        foreach (var (attribute, holds) in _conditions)
        {
            if (!holds(attributes[attribute])) return false;
        }

        return true;
    }

    /// <exception cref="InputException">An unknown attribute or value.</exception>
    public static Audience Of(ConsumerSchema schema, AudienceCondition[] conditions)
    {
        var audience = new Audience();
        for (var i = 0; i < conditions.Length; i++)
        {
            var place = $"audience[{i}]";
            var index = IndexOf(schema, conditions[i].Attribute, $"{place}.attribute");
            var attribute = schema.Attributes[index];
            var allowed = conditions[i].In.Select(text => PlaceOf(attribute, text, $"{place}.in")).ToHashSet();
            audience._conditions.Add((index, word => allowed.Contains(PlaceOf(attribute, word))));
        }

        return audience;
    }

    private static int IndexOf(ConsumerSchema schema, string name, string field)
    {
        for (var i = 0; i < schema.Attributes.Count; i++)
        {
            if (schema.Attributes[i].Name == name) return i;
        }

        throw new InputException(field, name, $"one of {string.Join(", ", schema.Attributes.Select(a => a.Name))}");
    }

    private static int PlaceOf(AttributeSpec attribute, string text, string field)
    {
        if (text == UnknownValue) return -1;
        string[] names = attribute.Kind switch
        {
            AttributeKind.Category => [.. attribute.Levels],
            AttributeKind.Flag => ["0", "1"],
            _ => [.. attribute.Labels],
        };
        var place = Array.IndexOf(names, text);
        return place >= 0 ? place
            : throw new InputException(field, text, $"one of {string.Join(", ", names)}, {UnknownValue}");
    }

    private static int PlaceOf(AttributeSpec attribute, int word)
    {
        if (word == attribute.UnknownWord) return -1;
        if (attribute.Kind != AttributeKind.Number) return word;
        var value = BitConverter.Int32BitsToSingle(word);
        var bin = 0;
        while (bin < attribute.Cuts.Count && value >= (float)attribute.Cuts[bin]) bin++;
        return bin;
    }
}
