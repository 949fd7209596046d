using System.Globalization;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains;

/// <summary>Makes <see cref="Problem"/> values; a value is shortened to 200 characters.</summary>
internal static class Problems
{
    private const int LongestValue = 200;

    public static Problem Of(string code, string field, object? value, string expected)
    {
        var text = value is IFormattable number
            ? number.ToString(null, CultureInfo.InvariantCulture)
            : value?.ToString();
        return new Problem(code, field, text is { Length: > LongestValue } ? text[..LongestValue] : text, expected);
    }

    public static Problem Invalid(string field, object? value, string expected) =>
        Of(ProblemCode.Invalid, field, value, expected);
}
