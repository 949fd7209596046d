using System.Globalization;

namespace WorldModel.Grains;

/// <summary>Numbers as text, the same everywhere.</summary>
internal static class Numbers
{
    public static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
