using System.Globalization;

namespace WorldModel.Evaluation.Reports;

/// <summary>Numbers as people read them: grouped thousands, three figures where more would be noise.</summary>
public static class ForPeople
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Count(long count) => Minus(count.ToString("N0", Plain));

    /// <summary>Three significant figures, or all of the whole part.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) return "\u2013";
        if (value == 0) return "0";
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-12);
        if (magnitude < -6) return Minus(value.ToString("0.##e0", Plain));
        return Minus(value.ToString("N" + Math.Clamp(2 - magnitude, 0, 8), Plain));
    }

    /// <summary>A share of one as a percentage with one decimal.</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? Minus((100 * share).ToString("0.0", Plain)) + " %" : "\u2013";

    /// <summary>Money: cents below a thousand, whole units above.</summary>
    public static string Money(double amount, string sign = "$")
    {
        if (!double.IsFinite(amount)) return "\u2013";
        var digits = Math.Abs(amount) >= 1000 ? "N0" : "N2";
        return (amount < 0 ? "\u2212" : "") + sign + Math.Abs(amount).ToString(digits, Plain);
    }

    /// <summary>A number with its sign, for differences.</summary>
    public static string Signed(double value) => (value > 0 ? "+" : "") + Number(value);

    /// <summary>
    /// "1.21 (0.94 to 1.48)": without a format, as many decimals as tell half of the interval's width to two figures.
    /// </summary>
    public static string Interval(double value, double low, double high, Func<double, string>? format = null)
    {
        var half = (high - low) / 2;
        if (format is null && half > 0 && double.IsFinite(half))
        {
            var decimals = "N" + Math.Clamp(1 - (int)Math.Floor(Math.Log10(half)), 0, 8);
            format = number => Minus(number.ToString(decimals, Plain));
        }

        format ??= Number;
        return $"{format(value)} ({format(low)} to {format(high)})";
    }

    private static string Minus(string number) => number.Replace('-', '\u2212');
}
