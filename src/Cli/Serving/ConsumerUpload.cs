using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Serving;

/// <summary>
/// Sends a table of consumers and attributes (CSV or NDJSON) to a silo. An empty cell is an attribute not known. The
/// silo, which has the schema, judges names and values; what it refuses is reported by the line of the file.
/// </summary>
internal static class ConsumerUpload
{
    /// <summary>A reply lists as many refusals, so that each row of a request is accounted for.</summary>
    private const int ConsumersInRequest = 1_000;

    /// <summary>Creates the consumers or replaces their attributes.</summary>
    /// <param name="client">The silo.</param>
    /// <param name="path">The table.</param>
    /// <param name="schema">Says which columns hold what; null: they bear the attributes' names.</param>
    /// <param name="report">Told of each row.</param>
    /// <param name="stop">Stops between requests.</param>
    public static async Task<RowReport> Send(
        WorldModelClient client, string path, ConsumerSchema? schema, RowReport report, CancellationToken stop)
    {
        using var file = Table.Open(path);
        var table = schema is null ? file : ConsumerReader.InParts(file, schema);
        table.Require([ConsumerReader.Consumer]);
        var attributes = schema?.Attributes.Select(attribute => attribute.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var rows in table.Rows(report).Chunk(ConsumersInRequest))
        {
            var answer = await client.PutConsumersAsync(rows.Select(row => Item(row, attributes)), stop);
            var refused = answer.Refused.ToDictionary(entry => entry.Index);
            for (var i = 0; i < rows.Length; i++)
            {
                if (refused.TryGetValue(i, out var entry))
                    report.Refuse(rows[i].Line, new(entry.Field, entry.Value, entry.Expected));
                else
                    report.Accept();
            }
        }
        return report;
    }

    /// <summary>The row's attributes: those of the schema, or every column where there is none.</summary>
    private static ConsumerItem Item(TableRow row, HashSet<string>? attributes)
    {
        var known = row.Columns.Where(column => column != ConsumerReader.Consumer
            && attributes?.Contains(column) != false && row[column] is not null);
        return new ConsumerItem(row[ConsumerReader.Consumer] ?? "", known.ToDictionary(c => c, c => row[c]!));
    }
}
