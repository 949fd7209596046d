using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>
/// Makes a rate of an outcome's history: how much of it there is a day, in steps that hold as many consumers each, and
/// as a number.
/// </summary>
internal static class RateProposal
{
    private const int Steps = 12;

    /// <summary>Days that the mean of all consumers counts for beside a consumer's own.</summary>
    private const double PriorDays = 10;

    /// <param name="name">The outcome's name.</param>
    /// <param name="history">By consumer, how much of it there was, and in how many days.</param>
    /// <returns>The rate; null: all consumers are alike.</returns>
    public static RateSpec? Of(string name, IReadOnlyCollection<(double Sum, int Days)> history)
    {
        // Half a day more on both sides keeps the chance of what happens every day, or never, off 1 and 0.
        var mean = Rounded((history.Sum(h => h.Sum) + 0.5) / (history.Sum(h => h.Days) + 1));
        double[] rates = [.. history.Select(h => (h.Sum + (mean * PriorDays)) / (h.Days + PriorDays)).Order()];
        double[] cuts =
        [
            .. Enumerable.Range(1, Steps - 1).Select(i => Rounded(rates[i * rates.Length / Steps]))
                .Where(cut => cut > rates[0]).Distinct(),
        ];
        return cuts.Length == 0 ? null : new RateSpec($"{name}_a_day", null, cuts, mean, PriorDays, AsNumber: true);
    }

    // Cuts are read by people, and name units.
    private static double Rounded(double rate) =>
        double.Parse(rate.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
