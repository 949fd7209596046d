using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Backtests;

/// <summary>
/// What today's policy would give each row: a column of the experiment's table with a treatment's name or the label
/// that the table uses for it.
/// </summary>
internal static class TodayColumn
{
    /// <exception cref="InputException">No such column, or a cell that names no treatment.</exception>
    public static int[] Read(string path, string column, ConsumerSchema schema, TrainingSet rows)
    {
        using var table = Table.Open(path);
        table.Require([column]);
        var consumer = schema.Experiment?.Consumer ?? (schema.Experiment is null ? ConsumerReader.Consumer : null);
        var given = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows(new RowReport()))
        {
            // Without a column of ids the reader numbers the lines below the header.
            var index = row.Line - (table.Columns is null ? 0 : 1);
            var id = consumer is null ? index.ToString(CultureInfo.InvariantCulture) : row[consumer];
            if (id is not null)
                given[id] = TreatmentOf(row[column], column, schema, rows);
        }
        return [.. Enumerable.Range(0, rows.Rows).Select(row => given[rows.Consumers[rows.Consumer[row]]])];
    }

    private static int TreatmentOf(string? text, string column, ConsumerSchema schema, TrainingSet rows)
    {
        var name = schema.Experiment?.Arms.FirstOrDefault(arm => arm.Label == text)?.Treatment ?? text;
        var treatment = Array.IndexOf(rows.Treatments, name);
        return treatment >= 0
            ? treatment
            : throw new InputException(column, text, "one of " + string.Join(", ", rows.Treatments));
    }
}
