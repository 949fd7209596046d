using WorldModel.Schema.Training;

namespace WorldModel.Schema.Readers;

/// <summary>Reads an experiment's table by the schema's <see cref="ExperimentSpec"/>.</summary>
public static class ExperimentReader
{
    /// <exception cref="InputException">The file cannot be read, is empty, or lacks a column.</exception>
    public static ExperimentTable Read(
        string path, ConsumerSchema schema, RowReport report, bool hasConsumers = false)
    {
        using Table table = Table.Open(path);
        return Read(table, schema, report, hasConsumers);
    }

    /// <param name="table">The table.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="report">Told of each row.</param>
    /// <param name="hasConsumers">
    /// Whether attributes stand in a table of their own: a few of them here too are then passed over.
    /// </param>
    /// <exception cref="InputException">The table is empty or lacks a column.</exception>
    public static ExperimentTable Read(
        Table table, ConsumerSchema schema, RowReport report, bool hasConsumers = false)
    {
        if (schema.Tables?.Consumers is { Attributes: { Count: > 0 } attributes })
            table = table.Renamed(attributes.ToDictionary(a => a.Key, a => a.Value));
        var parser = new ExperimentRowParser(schema, table, hasConsumers);
        var rows = new List<ExperimentRow>();
        foreach (TableRow row in table.Rows(report))
        {
            try
            {
                rows.Add(parser.Parse(row));
                report.Accept();
            }
            catch (InputException e)
            {
                report.Refuse(row.Line, e);
            }
        }
        return new ExperimentTable(parser.Treatments, rows);
    }
}
