namespace WorldModel.Schema.Readers;

/// <summary>
/// Reads events: the columns id, consumer, day (yyyy-MM-dd) and name; kind (action or outcome), level and value may
/// be left out.
/// </summary>
public static class EventReader
{
    /// <exception cref="InputException">The file cannot be read, is empty, or lacks a column.</exception>
    public static List<ConsumerEvent> Read(string path, ConsumerSchema schema, RowReport report)
    {
        using Table table = Table.Open(path);
        return [.. Read(table, schema, report)];
    }

    /// <summary>Streams the good rows.</summary>
    public static IEnumerable<ConsumerEvent> Read(Table table, ConsumerSchema schema, RowReport report)
    {
        table.Require(["id", "consumer", "day", "name"]);
        var resolver = new EventResolver(new StateLayout(schema));
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TableRow row in table.Rows(report))
        {
            if (Event(row, resolver, ids, report) is { } e)
                yield return e;
        }
    }

    private static ConsumerEvent? Event(
        TableRow row, EventResolver resolver, Dictionary<string, string> ids, RowReport report)
    {
        try
        {
            string id = ConsumerId.Check(row["id"], "id");
            string consumer = Shared(ids, ConsumerId.Check(row["consumer"]));
            int day = Days.Parse(row["day"]).DayNumber;
            double value = row["value"] is { } text ? TableRow.ParseNumber(text, "value") : 1;
            StateEvent e = resolver.Resolve(day, row["kind"], row["name"], row["level"], value);
            report.Accept();
            return new ConsumerEvent(id, consumer, e);
        }
        catch (InputException e)
        {
            report.Refuse(row.Line, e);
            return null;
        }
    }

    // Hundreds of events share a consumer; one string for all of them.
    private static string Shared(Dictionary<string, string> ids, string id)
    {
        if (ids.TryGetValue(id, out string? known))
            return known;
        ids.Add(id, id);
        return id;
    }
}
