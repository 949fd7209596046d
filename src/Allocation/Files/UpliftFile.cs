using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Files;

/// <summary>
/// Reads what can be done for whom from CSV or NDJSON in long form: consumer, treatment, value (over doing nothing, in
/// currency), cost (in currency, to the micro). May have: <c>conversion</c> (the probability that the cost arises: the
/// expected cost is kept), <c>se</c> (the value's standard error), <c>segment</c> (one a consumer), <c>today</c> (1:
/// what the consumer gets by today's rule). Other columns are left alone and named. Rows may come in any order; a bad
/// one is reported by its line and left out.
/// </summary>
public static class UpliftFile
{
    private const int Told = 1 << 17;
    private const int MostColumns = 1000;

    /// <exception cref="InputException">
    /// The file cannot be read, is empty, lacks a column or has no good row.
    /// </exception>
    public static UpliftTable Read(string path, IProgress<string>? progress = null)
    {
        using var table = Table.Open(path);
        return Read(table, progress);
    }

    /// <inheritdoc cref="Read(string, IProgress{string})"/>
    public static UpliftTable Read(Table table, IProgress<string>? progress = null)
    {
        var columns = new List<string>(table.Columns ?? []);
        if (table.Columns is not null) Require(table.Name, columns);
        var named = new HashSet<string>(columns, StringComparer.Ordinal);
        var report = new RowReport();
        var rows = new UpliftRows();
        foreach (var row in table.Rows(report))
        {
            if (table.Columns is null) Collect(row, named, columns);
            try
            {
                var consumer = ConsumerId.Check(row["consumer"], "consumer");
                var treatment = row["treatment"] ?? throw new InputException("treatment", null, "a name");
                rows.Add(consumer, treatment, row.Number("value"), Cost(row),
                    new UpliftExtras(Error(row), row["segment"], Today(row)));
                report.Accept();
                if (report.Accepted % Told == 0)
                    progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{report.Accepted:N0} rows read"));
            }
            catch (InputException e)
            {
                report.Refuse(row.Line, e);
            }
        }

        if (report.Accepted == 0)
        {
            if (columns.Count > 0) Require(table.Name, columns);
            var first = report.Problems.Count > 0 ? report.Problems[0].ToString() : "no rows";
            throw new InputException(table.Name, first, "at least one good row");
        }

        return rows.Build(report) with { Unused = UpliftColumns.Unused(columns) };
    }

    private static void Require(string name, List<string> columns)
    {
        if (UpliftColumns.Required.FirstOrDefault(column => !columns.Contains(column)) is not { } lacking) return;
        var meant = UpliftColumns.MeantBy(lacking, columns.Except(UpliftColumns.Required));
        var hint = meant is null ? "" : $" (is it {meant}?)";
        throw new InputException($"{name}: column {lacking}", null,
            $"the column{hint}; there are {string.Join(", ", columns.Take(50))}");
    }

    /// <summary>Where rows name their own columns: those that no row before had.</summary>
    private static void Collect(in TableRow row, HashSet<string> named, List<string> columns)
    {
        foreach (var column in row.Columns)
        {
            if (named.Count < MostColumns && named.Add(column)) columns.Add(column);
        }
    }

    private static long Cost(TableRow row)
    {
        var cost = row.Number("cost");
        var chance = row["conversion"] is null ? 1 : row.Number("conversion");
        if (chance is < 0 or > 1)
            throw new InputException("conversion", row["conversion"], "a probability, 0 to 1");
        if (Micros.From(cost) is null) throw new InputException("cost", row["cost"], "an amount of 0 to 1e12");
        return Micros.From(cost * chance)!.Value;
    }

    private static double Error(TableRow row)
    {
        var error = row["se"] is null ? 0 : row.Number("se");
        return error is >= 0 and <= OptionTable.LargestValue
            ? error
            : throw new InputException("se", row["se"], "a standard error, 0 or more");
    }

    private static bool Today(TableRow row) => row["today"] switch
    {
        null or "0" or "false" => false,
        "1" or "true" => true,
        var text => throw new InputException("today", text, "1 or true for what is done today; 0, false or nothing"),
    };
}
