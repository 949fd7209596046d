using System.Text.RegularExpressions;

namespace WorldModel.Evaluation.Reports;

/// <summary>
/// A linear scale from data to pixels whose ends and ticks are round numbers (1, 2, 2.5 or 5 times ten to n).
/// </summary>
internal sealed partial class Axis
{
    private readonly double _step;

    public Axis(double low, double high, double fromPixel, double toPixel, int ticks = 5, bool round = true)
    {
        if (!(high > low)) high = low + (low == 0 ? 1 : Math.Abs(low));
        _step = Step((high - low) / ticks);
        Low = round ? Math.Floor(low / _step + 1e-9) * _step : low;
        High = round ? Math.Ceiling(high / _step - 1e-9) * _step : high;
        FromPixel = fromPixel;
        ToPixel = toPixel;
    }

    public double Low { get; }

    public double High { get; }

    public double FromPixel { get; }

    public double ToPixel { get; }

    public double At(double value) => FromPixel + (value - Low) / (High - Low) * (ToPixel - FromPixel);

    public IEnumerable<double> Ticks()
    {
        for (var tick = Math.Ceiling(Low / _step - 1e-9); tick * _step <= High + 1e-9 * _step; tick++)
        {
            // Not a negative zero, which would be written with its sign.
            yield return tick == 0 ? 0 : tick * _step;
        }
    }

    /// <summary>The ticks as text, less the decimals that are 0 on all of them.</summary>
    public IEnumerable<(double Value, string Text)> Labels(Func<double, string> format)
    {
        var ticks = Ticks().ToArray();
        var texts = Array.ConvertAll(ticks, tick => format(tick));
        return texts.All(text => Whole().IsMatch(text))
            ? ticks.Zip(texts, (tick, text) => (tick, Zeros().Replace(text, "")))
            : ticks.Zip(texts);
    }

    [GeneratedRegex(@"^[^.]*(\.0+)?(?!\d)[^.]*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\.0+(?!\d)")]
    private static partial Regex Zeros();

    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var lead = rough / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10);
    }
}
