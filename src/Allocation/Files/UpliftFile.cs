using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Files;

/// <summary>
/// Reads what can be done for whom from CSV or NDJSON in long form: consumer, treatment, value (over doing nothing, in
/// currency), cost (in currency, to the micro); other columns are left alone. Rows may come in any order. A bad row is
/// reported by its line and left out; of a treatment given twice to a consumer the first row counts.
/// </summary>
public static class UpliftFile
{
    private static readonly string[] Columns = ["consumer", "treatment", "value", "cost"];

    /// <exception cref="InputException">
    /// The file cannot be read, is empty, lacks a column or has no good row.
    /// </exception>
    public static UpliftTable Read(string path)
    {
        using var table = Table.Open(path);
        return Read(table);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static UpliftTable Read(Table table)
    {
        table.Require(Columns);
        var report = new RowReport();
        var builder = new OptionTableBuilder();
        foreach (var row in table.Rows(report))
        {
            try
            {
                var consumer = ConsumerId.Check(row["consumer"], "consumer");
                var treatment = row["treatment"] ?? throw new InputException("treatment", null, "a name");
                builder.Add(consumer, treatment, row.Number("value"), Cost(row));
                report.Accept();
            }
            catch (InputException e)
            {
                report.Refuse(row.Line, e);
            }
        }

        if (builder.Count == 0)
        {
            var first = report.Problems.Count > 0 ? report.Problems[0].ToString() : "no rows";
            throw new InputException(table.Name, first, "at least one good row");
        }

        return new UpliftTable(builder.Build(), report);
    }

    private static long Cost(TableRow row) =>
        Micros.From(row.Number("cost"))
        ?? throw new InputException("cost", row["cost"], "an amount of 0 to 1e12");
}

/// <summary>The options of a file, and what became of its rows.</summary>
public sealed record UpliftTable(OptionTable Options, RowReport Report);
