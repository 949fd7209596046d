namespace WorldModel.House.Tests.Manifests;

/// <summary>
/// Reads the YAML that this repository's manifests keep to: maps and lists by indentation, plain and double-quoted
/// scalars, block texts (|), comments on lines of their own. Anything else is refused, so that nothing is misread.
/// </summary>
internal sealed class YamlReader
{
    private readonly List<(int Number, int Indent, string Text)> _lines = [];
    private readonly string _name;
    private int _at;

    private YamlReader(string name, IEnumerable<(int Number, string Text)> lines)
    {
        _name = name;
        foreach (var (number, text) in lines)
        {
            var trimmed = text.TrimStart(' ');
            if (trimmed.Length > 0 && trimmed[0] != '#')
                _lines.Add((number, text.Length - trimmed.Length, trimmed.TrimEnd()));
        }
    }

    /// <summary>The documents of a file.</summary>
    public static IEnumerable<YamlNode> Read(string name, string[] lines)
    {
        var document = new List<(int, string)>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "---")
                document.Add((i + 1, lines[i]));
            if ((lines[i] == "---" || i == lines.Length - 1) && document.Count > 0)
            {
                yield return new YamlReader(name, document).Whole();
                document = [];
            }
        }
    }

    private YamlNode Whole()
    {
        var node = Block(0);
        return _at == _lines.Count ? node : throw Refuse("the end, or the same indentation");
    }

    private YamlNode Block(int indent)
    {
        var node = new YamlNode();
        while (_at < _lines.Count && _lines[_at].Indent == indent)
        {
            var text = _lines[_at].Text;
            if (text.StartsWith("- ", StringComparison.Ordinal))
                node.Items.Add(Item(indent, text));
            else
                Entry(node, indent, text);
        }
        return node;
    }

    /// <summary>What stands behind a dash is read as if the dash were a space.</summary>
    private YamlNode Item(int indent, string text)
    {
        var rest = text[2..];
        if (!IsEntry(rest))
        {
            _at++;
            return Scalar(rest);
        }
        _lines[_at] = (_lines[_at].Number, indent + 2, rest);
        return Block(indent + 2);
    }

    private void Entry(YamlNode node, int indent, string text)
    {
        if (!IsEntry(text))
            throw Refuse("KEY: VALUE or - ITEM");
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        var (key, value) = (text[..colon], text[(colon + 1)..].Trim());
        if (node.Entries.ContainsKey(key))
            throw Refuse($"{key} once");
        _at++;
        if (value == "|")
            node.Entries[key] = Text(indent);
        else if (value.Length > 0)
            node.Entries[key] = Scalar(value);
        else if (_at < _lines.Count && _lines[_at].Indent > indent)
            node.Entries[key] = Block(_lines[_at].Indent);
        else
            throw Refuse($"something in {key}");
    }

    private YamlNode Text(int indent)
    {
        var text = new List<string>();
        while (_at < _lines.Count && _lines[_at].Indent > indent)
            text.Add(new string(' ', _lines[_at].Indent) + _lines[_at++].Text);
        return new YamlNode { Value = string.Join('\n', text) };
    }

    private YamlNode Scalar(string text)
    {
        var isQuoted = text.Length > 1 && text[0] == '"' && text[^1] == '"';
        if (!isQuoted && (text.IndexOfAny(['&', '*', '!', '>', '\'', '"', '{', '[']) == 0
            || text.Contains(" #", StringComparison.Ordinal)))
            throw Refuse("a plain or double-quoted value");
        return new YamlNode { Value = isQuoted ? text[1..^1] : text };
    }

    private static bool IsEntry(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && (colon == text.Length - 1 || text[colon + 1] == ' ') && text[0] != '"';
    }

    private FormatException Refuse(string expected)
    {
        var (number, _, text) = _lines[Math.Min(_at, _lines.Count - 1)];
        return new FormatException($"{_name}:{number}: got '{text}', expected {expected}");
    }
}

/// <summary>A map, a list or a value; asking for what is not there answers an empty node.</summary>
internal sealed class YamlNode
{
    public Dictionary<string, YamlNode> Entries { get; } = [];

    public List<YamlNode> Items { get; } = [];

    public string? Value { get; init; }

    public bool Exists => Entries.Count > 0 || Items.Count > 0 || Value is not null;

    public YamlNode this[string path]
    {
        get
        {
            var node = this;
            foreach (var key in path.Split('.'))
                node = node.Entries.GetValueOrDefault(key) ?? new YamlNode();
            return node;
        }
    }

    /// <summary>Every node below this one, this one included.</summary>
    public IEnumerable<YamlNode> All() => Entries.Values.Concat(Items).SelectMany(node => node.All()).Prepend(this);
}
