using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models.Heads;

/// <summary>
/// What becomes of month effects where the rows span less than a year and a month: a season seen once cannot be told
/// from drift (histories that fill up, a market that moves). The months then stay in the fit as a nuisance, so that
/// they cannot bias other effects, and their level over the last days moves into the constant, which is what a
/// prediction for the day after wants.
/// </summary>
internal static class DriftingMonths
{
    private const int SeasonDays = 396;
    private const int LevelDays = 30;

    /// <summary>The fit with its month effects frozen, or the fit itself where a season was seen twice.</summary>
    public static GeneralisedLinear Freeze(
        GeneralisedLinear fit, HeadDesign design, TrainingSet rows, int[]? selection)
    {
        var units = new Encoder(rows.Schema).UnitSpecs;
        var months = Enumerable.Range(0, units.Count)
            .Where(unit => units[unit].Group == UnitGroup.Calendar
                && units[unit].Name.StartsWith("month_", StringComparison.Ordinal))
            .ToArray();
        var chosen = selection ?? [.. Enumerable.Range(0, rows.Rows)];
        var last = chosen.Max(row => rows.Day[row]);
        if (months.Length == 0 || last - chosen.Min(row => rows.Day[row]) + 1 >= SeasonDays)
            return fit;
        var columns = Array.ConvertAll(
            months, unit => 1 + design.BeliefUnits + Array.IndexOf(design.MainEffects, unit));
        var (weights, count) = (new double[months.Length], 0);
        foreach (var row in chosen.Where(row => rows.Day[row] > last - LevelDays))
        {
            var visible = rows.VisibleRow(row);
            for (var m = 0; m < months.Length; m++)
                weights[m] += visible[months[m]];
            count++;
        }

        return fit.MoveToConstant(columns, Array.ConvertAll(weights, weight => weight / count));
    }
}
