using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>
/// Conditions that all must hold: for each the attribute is one of those listed. A category is named by its level, a
/// flag by 0 or 1, a number by the label of its bin; <c>unknown</c> stands for a value that is not known.
/// </summary>
internal sealed class Conditions
{
    private const string UnknownValue = "unknown";

    private readonly Condition[] _conditions;

    private Conditions(Condition[] conditions) => _conditions = conditions;

    /// <param name="Index">The attribute's place.</param>
    /// <param name="Attribute">The attribute.</param>
    /// <param name="Allowed">By place of the value plus one; unknown is the first.</param>
    private sealed record Condition(int Index, AttributeSpec Attribute, bool[] Allowed)
    {
        /// <summary>The values that it allows, in words.</summary>
        public string Values => string.Join(
            ", ", NamesOf(Attribute).Prepend(UnknownValue).Where((_, place) => Allowed[place]));

        public bool Holds(int word) => Allowed[PlaceOf(Attribute, word) + 1];
    }

    public bool IsEmpty => _conditions.Length == 0;

    /// <param name="attributes">A state's attribute words.</param>
    public bool Hold(ReadOnlySpan<int> attributes) => Unmet(attributes) is null;

    /// <summary>The first attribute for which they do not hold; null where all hold.</summary>
    /// <param name="attributes">A state's attribute words.</param>
    public string? Unmet(ReadOnlySpan<int> attributes)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(attributes[condition.Index])) return condition.Attribute.Name;
        }

        return null;
    }

    /// <summary>Refuses conditions that no consumer meets who meets these.</summary>
    /// <exception cref="InputException">A condition that leaves nobody.</exception>
    public void CheckWith(Conditions other, string field, string otherField)
    {
        for (var i = 0; i < _conditions.Length; i++)
        {
            var mine = _conditions[i];
            var theirs = Array.Find(other._conditions, condition => condition.Index == mine.Index);
            if (theirs is null || mine.Allowed.Zip(theirs.Allowed).Any(pair => pair is (true, true))) continue;
            var name = mine.Attribute.Name;
            throw new InputException($"{field}[{i}].in", mine.Values,
                $"a value of {name} that {otherField} allows too ({theirs.Values}); now nobody has both");
        }
    }

    /// <exception cref="InputException">
    /// An unknown attribute or value, an attribute twice, or no value at all.
    /// </exception>
    public static Conditions Of(ConsumerSchema schema, AudienceCondition[] conditions, string field)
    {
        var found = new Condition[conditions.Length];
        for (var i = 0; i < conditions.Length; i++)
        {
            var place = $"{field}[{i}]";
            var index = IndexOf(schema, conditions[i].Attribute, $"{place}.attribute");
            if (found.Take(i).Any(other => other.Index == index))
                throw new InputException($"{place}.attribute", conditions[i].Attribute, "each attribute once");
            if (conditions[i].In.Length == 0) throw new InputException($"{place}.in", "[]", "at least one value");
            var attribute = schema.Attributes[index];
            var allowed = new bool[NamesOf(attribute).Length + 1];
            for (var value = 0; value < conditions[i].In.Length; value++)
                allowed[PlaceOf(attribute, conditions[i].In[value], $"{place}.in[{value}]") + 1] = true;
            found[i] = new Condition(index, attribute, allowed);
        }

        return new Conditions(found);
    }

    private static int IndexOf(ConsumerSchema schema, string name, string field)
    {
        for (var i = 0; i < schema.Attributes.Count; i++)
        {
            if (schema.Attributes[i].Name == name) return i;
        }

        throw new InputException(field, name, $"one of {string.Join(", ", schema.Attributes.Select(a => a.Name))}");
    }

    private static string[] NamesOf(AttributeSpec attribute) => attribute.Kind switch
    {
        AttributeKind.Category => [.. attribute.Levels],
        AttributeKind.Flag => ["0", "1"],
        _ => [.. attribute.Labels],
    };

    private static int PlaceOf(AttributeSpec attribute, string text, string field)
    {
        if (text == UnknownValue) return -1;
        var names = NamesOf(attribute);
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
