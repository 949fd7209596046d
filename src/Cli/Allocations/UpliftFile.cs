using WorldModel.Allocation;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Allocations;

/// <summary>Reads options in long form: <c>consumer,treatment,value,cost</c>. A bad row is left out and reported.</summary>
internal static class UpliftFile
{
    /// <exception cref="InputException">The file is empty, lacks a column, or has no good row.</exception>
    public static OptionTable Read(string path, RowReport report)
    {
        using var table = Table.Open(path);
        table.Require(["consumer", "treatment", "value", "cost"]);
        var options = new OptionTableBuilder();
        foreach (var row in table.Rows(report))
        {
            try
            {
                options.Add(row["consumer"], row["treatment"], row.Number("value"), CostOf(row));
                report.Accept();
            }
            catch (InputException problem)
            {
                report.Refuse(row.Line, problem);
            }
        }
        if (options.Count == 0)
            throw new InputException(path, $"{report.Refused} rows, all bad", "at least one good row");
        return options.Build();
    }

    private static long CostOf(TableRow row) => Micros.From(row.Number("cost"))
        ?? throw new InputException("cost", row["cost"], "a finite amount, 0 or more");
}
