using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>Rows to fit on and rows held for validation.</summary>
/// <param name="Fit">Rows fitted on first.</param>
/// <param name="Held">Rows held back.</param>
/// <param name="ByDay">Whether the last days are held, not some consumers.</param>
/// <param name="Rule">How they were chosen, in words.</param>
internal sealed record ValidationSplit(int[] Fit, int[] Held, bool ByDay, string Rule)
{
    private const double HeldShare = 0.2;

    /// <summary>The last days, or a fifth of the consumers where the rows span too few days.</summary>
    /// <exception cref="InputException">A side would be empty.</exception>
    public static ValidationSplit Of(TrainingSet rows, int days, int settlingDays)
    {
        if (rows.Rows == 0)
            throw new InputException("training rows", "0", "at least one row");
        var (first, last) = (rows.Day.Min(), rows.Day.Max());
        var byDay = last - first + 1 >= settlingDays + (2 * days);
        var held = byDay
            ? Array.ConvertAll(rows.Day, day => day > last - days)
            : Array.ConvertAll(rows.Consumer, consumer =>
                ConsumerHash.Keyed(rows.Consumers[consumer], "validation") < HeldShare);
        var rule = byDay
            ? string.Create(CultureInfo.InvariantCulture, $"the last {days} days")
            : string.Create(CultureInfo.InvariantCulture, $"{HeldShare:P0} of the consumers, by keyed hash");
        var all = Enumerable.Range(0, rows.Rows).ToArray();
        var split = new ValidationSplit(
            [.. all.Where(row => !held[row])], [.. all.Where(row => held[row])], byDay, rule);
        if (split.Fit.Length == 0 || split.Held.Length == 0)
            throw new InputException("training rows", $"{rows.Rows}", $"enough rows to hold back {rule}");
        return split;
    }
}
