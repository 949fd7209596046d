namespace WorldModel.Schema.Readers;

/// <summary>Reads consumers: the column <c>consumer</c>, and one an attribute.</summary>
public static class ConsumerReader
{
    public const string Consumer = "consumer";

    /// <exception cref="InputException">The file cannot be read, is empty, or lacks a column.</exception>
    public static List<ConsumerProfile> Read(string path, ConsumerSchema schema, RowReport report)
    {
        using Table table = Table.Open(path);
        return [.. Read(table, schema, report)];
    }

    /// <summary>Streams the good rows; of a consumer that comes twice the first.</summary>
    public static IEnumerable<ConsumerProfile> Read(Table table, ConsumerSchema schema, RowReport report)
    {
        table = InParts(table, schema);
        table.Require([Consumer, .. schema.Attributes.Select(a => a.Name)]);
        var resolver = new AttributeResolver(schema);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (TableRow row in table.Rows(report))
        {
            if (Profile(table, row, schema, resolver, seen, report) is { } profile)
                yield return profile;
        }
    }

    /// <summary>The table with its columns under the names of what they hold, as the schema tells.</summary>
    public static Table InParts(Table table, ConsumerSchema schema) =>
        schema.Tables?.Consumers is { } columns ? table.Renamed(columns.Map()) : table;

    private static ConsumerProfile? Profile(
        Table table, TableRow row, ConsumerSchema schema, AttributeResolver resolver, HashSet<string> seen,
        RowReport report)
    {
        try
        {
            string id = ConsumerId.Check(row[Consumer]);
            // A header is checked once; rows that name their own columns are checked one by one, against typing errors.
            IEnumerable<string> names = table.Columns is null
                ? row.Columns.Where(c => c != Consumer)
                : schema.Attributes.Select(a => a.Name);
            var profile = new ConsumerProfile(id, resolver.Resolve(names.Select(n => KeyValuePair.Create(n, row[n]))));
            if (!seen.Add(id))
                throw new InputException(Consumer, id, "each consumer once");
            report.Accept();
            return profile;
        }
        catch (InputException e)
        {
            report.Refuse(row.Line, e);
            return null;
        }
    }
}
