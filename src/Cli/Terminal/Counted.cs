using System.Globalization;

namespace WorldModel.Cli.Terminal;

/// <summary>Numbers of things in words.</summary>
internal static class Counted
{
    /// <summary>"1 consumer", "2,000 consumers".</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called.</param>
    public static string Of(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}
