using WorldModel.Schema.Readers;

namespace WorldModel.Schema.Media;

/// <summary>
/// Reads weekly aggregates. Rows may come in any order. A gap, a week twice, a negative or unreadable number and too
/// few weeks are refused, since none can be mended without inventing data; a channel that never or always spends the
/// same is read and noted, since only its own effect is out of reach.
/// </summary>
public static class WeeklyTableReader
{
    /// <summary>Fewer weeks than a year say nothing of the season.</summary>
    public const int FewestWeeks = 52;

    /// <exception cref="InputException">Names line or week, column, value and what was expected.</exception>
    public static WeeklyTable Read(Table source, WeeklyColumns columns)
    {
        columns.Check();
        source.Require([
            columns.Week, columns.Outcome, .. columns.Spend, .. columns.Covariates,
            .. columns.Geo is null ? [] : (string[])[columns.Geo]]);
        var report = new RowReport();
        var rows = source.Rows(report).Select(row => WeeklyRow.Parse(row, columns)).ToList();
        if (report.Problems.Count > 0) throw new InputException(source.Name, $"{report.Problems[0]}", "whole rows");
        var notes = new List<string>();
        if (!InOrder(rows)) notes.Add("Rows were not in order of weeks; they were sorted.");
        rows = [.. rows.OrderBy(row => row.Geo, StringComparer.Ordinal).ThenBy(row => row.Week)];
        var geos = rows.Select(row => row.Geo).Distinct().ToArray();
        var weeks = CheckWeeks(rows, geos);
        var codes = columns.Covariates.Select((name, i) => CovariateCode.Of(name, i, rows)).ToArray();
        var table = new WeeklyTable(
            columns.Outcome, columns.Spend, [.. codes.SelectMany(code => code.Names)], geos, rows[0].Week, weeks)
        {
            Notes = notes,
        };
        for (var row = 0; row < rows.Count; row++) Fill(table, row, rows[row], codes);
        CheckOutcome(table);
        Remark(table, notes);
        return table;
    }

    private static bool InOrder(List<WeeklyRow> rows) => rows.GroupBy(row => row.Geo).All(geo =>
        geo.Zip(geo.Skip(1)).All(pair => pair.First.Week <= pair.Second.Week));

    private static int CheckWeeks(List<WeeklyRow> rows, string[] geos)
    {
        var (first, last) = (rows.Min(row => row.Week), rows.Max(row => row.Week));
        foreach (var geo in rows.GroupBy(row => row.Geo))
        {
            WeeklyRow? before = null;
            foreach (var row in geo)
            {
                CheckStep(before, row, first);
                before = row;
            }

            if (before!.Week != last)
            {
                throw new InputException(
                    Place(before, "week"), $"{before.Week:yyyy-MM-dd} as the last", $"weeks up to {last:yyyy-MM-dd}");
            }
        }

        var weeks = rows.Count / geos.Length;
        return weeks >= FewestWeeks
            ? weeks
            : throw new InputException("weeks", $"{weeks}", $"at least {FewestWeeks}: less says nothing of the season");
    }

    private static void CheckStep(WeeklyRow? before, WeeklyRow row, DateOnly first)
    {
        var expected = before?.Week.AddDays(7) ?? first;
        if (row.Week == expected) return;
        var got = $"{row.Week:yyyy-MM-dd}";
        throw before is not null && row.Week == before.Week
            ? new InputException(Place(row, "week"), got, $"each week once; line {before.Line} has it too")
            : new InputException(
                Place(row, "week"), got, $"{expected:yyyy-MM-dd}: weeks without gaps, seven days apart");
    }

    private static string Place(WeeklyRow row, string column) =>
        row.Geo.Length > 0 ? $"line {row.Line}: {column} of {row.Geo}" : $"line {row.Line}: {column}";

    private static void Fill(WeeklyTable table, int row, WeeklyRow from, CovariateCode[] codes)
    {
        table.Outcome[row] = from.Outcome;
        from.Spend.CopyTo(table.Spend.AsSpan(row * table.Channels.Length));
        var at = row * table.Covariates.Length;
        foreach (var code in codes) at += code.Write(from, table.Covariate.AsSpan(at));
    }

    /// <summary>Nothing can be learned of what never changes, and shares of an outcome of 0 do not exist.</summary>
    private static void CheckOutcome(WeeklyTable table)
    {
        for (var geo = 0; geo < table.Geos.Length; geo++)
        {
            var weeks = table.Outcome.AsSpan(geo * table.Weeks, table.Weeks).ToArray();
            var place = table.Geos[geo].Length > 0 ? $"{table.OutcomeName} of {table.Geos[geo]}" : table.OutcomeName;
            if (Array.TrueForAll(weeks, week => week == weeks[0]))
            {
                throw new InputException(
                    place, FormattableString.Invariant($"{weeks[0]:R} in every week"), "an outcome that changes");
            }

            if (weeks.Sum() <= 0)
            {
                throw new InputException(
                    place, FormattableString.Invariant($"weeks that sum to {weeks.Sum():R}"),
                    "a sum above 0: shares of less do not exist, and media are taken to raise the outcome");
            }
        }
    }

    private static void Remark(WeeklyTable table, List<string> notes)
    {
        for (var channel = 0; channel < table.Channels.Length; channel++)
        {
            var spend = Enumerable.Range(0, table.Rows)
                .Select(row => table.Spend[row * table.Channels.Length + channel]);
            var (least, most) = (spend.Min(), spend.Max());
            if (most == 0)
                notes.Add($"{table.Channels[channel]}: nothing was ever spent; its effect is 0 and it has no return.");
            else if (most - least <= 1e-9 * most)
                notes.Add($"{table.Channels[channel]}: the same was spent every week; "
                    + "its effect cannot be told from the level.");
        }
    }
}
