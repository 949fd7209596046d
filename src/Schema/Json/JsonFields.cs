using System.Text.Json;

namespace WorldModel.Schema.Json;

/// <summary>The fields of a JSON object, read one by one; every error names the field by its path.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _path;

    public JsonFields(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw new InputException(path.Length == 0 ? "schema" : path, element.GetRawText(), "an object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!_fields.TryAdd(property.Name, property.Value))
                throw new InputException(PathOf(property.Name), property.Value.GetRawText(), "the field once");
        }
    }

    public IEnumerable<string> Names => _fields.Keys;

    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    public bool Has(string name) => Find(name) is not null;

    public string Text(string name) =>
        OptionalText(name) ?? throw new InputException(PathOf(name), null, "text");

    public string? OptionalText(string name) => Find(name) is not { } e ? null
        : e.ValueKind == JsonValueKind.String ? e.GetString()
        : throw Wrong(name, e, "text");

    public int Int(string name, int low, int high, int? otherwise = null)
    {
        string expected = $"a whole number from {low} to {high}";
        if (Find(name) is not { } e)
            return otherwise ?? throw new InputException(PathOf(name), null, expected);
        return e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) && value >= low && value <= high
            ? value
            : throw Wrong(name, e, expected);
    }

    public double Number(string name, double low = double.NegativeInfinity, double? otherwise = null) =>
        OptionalNumber(name, low) ?? otherwise ?? throw new InputException(PathOf(name), null, Expected(low));

    public double? OptionalNumber(string name, double low = double.NegativeInfinity)
    {
        if (Find(name) is not { } e)
            return null;
        return e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out double value) && double.IsFinite(value)
            && value >= low ? value : throw Wrong(name, e, Expected(low));
    }

    /// <summary>One of a list of words; the index of the word.</summary>
    public int Choice(string name, string[] words, int? otherwise = null)
    {
        string expected = $"one of {string.Join(", ", words)}";
        if (Find(name) is not { } e)
            return otherwise ?? throw new InputException(PathOf(name), null, expected);
        int index = e.ValueKind == JsonValueKind.String ? Array.IndexOf(words, e.GetString()) : -1;
        return index >= 0 ? index : throw Wrong(name, e, expected);
    }

    public string[] Texts(string name) => [.. Items(name).Select((e, i) => e.ValueKind == JsonValueKind.String
        ? e.GetString()!
        : throw Wrong($"{name}[{i}]", e, "text"))];

    public double[] Numbers(string name) => [.. Items(name).Select((e, i) =>
        e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out double value) && double.IsFinite(value)
            ? value : throw Wrong($"{name}[{i}]", e, "a finite number"))];

    public int[] Ints(string name, int low, int high) => [.. Items(name).Select((e, i) =>
        e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) && value >= low && value <= high
            ? value : throw Wrong($"{name}[{i}]", e, $"a whole number from {low} to {high}"))];

    public JsonFields[] Objects(string name) =>
        [.. Items(name).Select((e, i) => new JsonFields(e, $"{PathOf(name)}[{i}]"))];

    public JsonFields? Object(string name) => Find(name) is { } e ? new JsonFields(e, PathOf(name)) : null;

    /// <summary>An object of texts, in the order written.</summary>
    public List<KeyValuePair<string, string>> TextMap(string name)
    {
        if (Object(name) is not { } map)
            return [];
        return [.. map.Names.Select(key => KeyValuePair.Create(key, map.Text(key)))];
    }

    /// <summary>A text or a number, as invariant text.</summary>
    public string? Scalar(string name) => Find(name) is not { } e ? null : e.ValueKind switch
    {
        JsonValueKind.String => e.GetString(),
        JsonValueKind.Number => e.GetRawText(),
        _ => throw Wrong(name, e, "text or a number"),
    };

    /// <summary>Refuses fields that nobody asked for: a misspelt field must not pass in silence.</summary>
    public void Done()
    {
        foreach (string name in _fields.Keys)
        {
            if (!_asked.Contains(name))
            {
                string expected = $"no such field; known are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}";
                throw new InputException(PathOf(name), _fields[name].GetRawText(), expected);
            }
        }
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _fields.TryGetValue(name, out JsonElement e) && e.ValueKind != JsonValueKind.Null ? e : null;
    }

    private IEnumerable<JsonElement> Items(string name)
    {
        if (Find(name) is not { } e)
            return [];
        return e.ValueKind == JsonValueKind.Array ? e.EnumerateArray() : throw Wrong(name, e, "an array");
    }

    private InputException Wrong(string name, JsonElement element, string expected) =>
        new(PathOf(name), element.GetRawText(), expected);

    private static string Expected(double low) =>
        double.IsNegativeInfinity(low) ? "a finite number" : $"a finite number, {low} or more";
}
