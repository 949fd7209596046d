using WorldModel.Schema.Training;

namespace WorldModel.Schema.Readers;

/// <summary>Reads an experiment's table by the schema's <see cref="ExperimentSpec"/>.</summary>
public static class ExperimentReader
{
    /// <exception cref="InputException">The file cannot be read, is empty, or lacks a column.</exception>
    public static ExperimentTable Read(string path, ConsumerSchema schema, RowReport report)
    {
        using Table table = Table.Open(path);
        return Read(table, schema, report);
    }

    /// <exception cref="InputException">The table is empty or lacks a column.</exception>
    public static ExperimentTable Read(Table table, ConsumerSchema schema, RowReport report)
    {
        var parser = new ExperimentRowParser(schema, table);
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
