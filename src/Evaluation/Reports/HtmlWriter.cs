using System.Globalization;
using System.Net;
using System.Text;

namespace WorldModel.Evaluation.Reports;

/// <summary>Writes HTML and SVG: text and attribute values are always encoded, numbers always invariant.</summary>
public sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private int _lastId;

    /// <summary>An id that is unique on the page, the same on every run.</summary>
    public string NextId(string prefix) => $"{prefix}-{++_lastId}";

    /// <summary>Markup as it is: never a value from outside.</summary>
    public HtmlWriter Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public HtmlWriter Text(string text)
    {
        _text.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>Opens an element; a null attribute is left out.</summary>
    public HtmlWriter Open(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        _text.Append('>');
        return this;
    }

    /// <summary>An element without content.</summary>
    public HtmlWriter Empty(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        _text.Append("/>");
        return this;
    }

    public HtmlWriter Close(string element)
    {
        _text.Append("</").Append(element).Append('>');
        return this;
    }

    /// <summary>An element that holds text only.</summary>
    public HtmlWriter Element(
        string element, string text, params ReadOnlySpan<(string Name, object? Value)> attributes) =>
        Open(element, attributes).Text(text).Close(element);

    public override string ToString() => _text.ToString();

    private void Start(string element, ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _text.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            _text.Append(' ').Append(name).Append("=\"").Append(WebUtility.HtmlEncode(Plain(value))).Append('"');
        }
    }

    private static string Plain(object value) => value switch
    {
        double number => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
