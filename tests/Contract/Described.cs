using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace WorldModel.Testing.Contract;

/// <summary>A value as text, to the last bit: two that are equal here are equal everywhere.</summary>
internal static class Described
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Add(text, value);
        return text.ToString();
    }

    private static void Add(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string it:
                text.Append('"').Append(it).Append('"');
                break;
            case double it:
                text.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToInt64Bits(it):x16}");
                break;
            case DateTimeOffset it:
                text.Append(it.ToString("O", CultureInfo.InvariantCulture));
                break;
            case IFormattable it:
                text.Append(it.ToString(null, CultureInfo.InvariantCulture));
                break;
            case bool it:
                text.Append(it);
                break;
            case ReadOnlyMemory<byte> it:
                text.Append(Convert.ToHexString(it.Span));
                break;
            case ReadOnlyMemory<float> it:
                text.Append(Convert.ToHexString(MemoryMarshal.AsBytes(it.Span)));
                break;
            case ReadOnlyMemory<double> it:
                text.Append(Convert.ToHexString(MemoryMarshal.AsBytes(it.Span)));
                break;
            case ReadOnlyMemory<long> it:
                text.Append(Convert.ToHexString(MemoryMarshal.AsBytes(it.Span)));
                break;
            case IEnumerable them:
                text.Append('[');
                foreach (var item in them)
                    Add(text.Append(' '), item);
                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    Add(text.Append(' ').Append(property.Name).Append('='), property.GetValue(value));
                text.Append('}');
                break;
        }
    }
}
