using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>
/// Finds the attribute or calendar part that fixes an action: on every row of some of its levels, on no row of the
/// others.
/// </summary>
internal static class DeterminedBy
{
    /// <summary>The rule in words ("on Sundays (dow_6)"), or null where there is none.</summary>
    public static string? Find(TrainingSet rows, Encoder encoder, int action)
    {
        var (seen, on) = Count(rows, encoder, action);
        var units = encoder.UnitSpecs;
        var parts = Enumerable.Range(0, units.Count)
            .Where(unit => units[unit].Group is UnitGroup.Attribute or UnitGroup.Calendar)
            .GroupBy(unit => (units[unit].Group, units[unit].Source));
        foreach (var part in parts)
        {
            var levels = part.Where(unit => seen[unit] > 0).ToArray();
            var always = levels.Where(unit => on[unit] == seen[unit]).ToArray();
            var covered = levels.Sum(unit => seen[unit]);
            if (covered == rows.Rows && levels.Length > 1 && always.Length > 0
                && levels.All(unit => on[unit] == 0 || on[unit] == seen[unit]))
                return Words(part.Key.Source, always, units);
        }

        return null;
    }

    private static (int[] Seen, int[] On) Count(TrainingSet rows, Encoder encoder, int action)
    {
        var (seen, on) = (new int[encoder.Units], new int[encoder.Units]);
        for (var row = 0; row < rows.Rows; row++)
        {
            var visible = rows.VisibleRow(row)[..encoder.Units];
            var taken = rows.ActionRow(row)[action] > 0f ? 1 : 0;
            for (var unit = 0; unit < visible.Length; unit++)
            {
                if (visible[unit] <= 0f)
                    continue;
                seen[unit]++;
                on[unit] += taken;
            }
        }

        return (seen, on);
    }

    private static string Words(string source, int[] always, IReadOnlyList<Unit> units)
    {
        var names = always.Select(unit => units[unit].Name).ToArray();
        var numbers = names.Select(name => name[(name.LastIndexOf('_') + 1)..]).ToArray();
        var calendar = units[always[0]].Group == UnitGroup.Calendar;
        if (calendar && names[0].StartsWith("dow_", StringComparison.Ordinal))
            return $"on {Join(numbers.Select(DayName))} ({string.Join(", ", names)})";
        if (calendar && names[0].StartsWith("month_", StringComparison.Ordinal))
            return $"in {Join(numbers.Select(MonthName))} ({string.Join(", ", names)})";
        return $"where {source} is {Join(names)}";
    }

    private static string DayName(string number) =>
        CultureInfo.InvariantCulture.DateTimeFormat.DayNames[(Number(number) + 1) % 7] + "s";

    private static string MonthName(string number) =>
        CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[Number(number) - 1];

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string Join(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
