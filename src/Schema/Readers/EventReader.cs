namespace WorldModel.Schema.Readers;

/// <summary>
/// Reads events: the columns id, consumer, day (yyyy-MM-dd) and name; kind (action, outcome or profile), level, value
/// and reverses may be left out. A profile has no name; its other columns are attributes.
/// </summary>
public static class EventReader
{
    /// <summary>Reads all; an event that takes back one that cannot be taken back is reported and left out.</summary>
    /// <exception cref="InputException">The file cannot be read, is empty, or lacks a column.</exception>
    public static List<ConsumerEvent> Read(string path, ConsumerSchema schema, RowReport report)
    {
        using Table table = Table.Open(path);
        return Read(table, schema, report);
    }

    /// <inheritdoc cref="Read(string, ConsumerSchema, RowReport)"/>
    public static List<ConsumerEvent> Read(Table table, ConsumerSchema schema, RowReport report)
    {
        table = InParts(table, schema);
        var parser = new EventRowParser(schema, table);
        var events = new List<ConsumerEvent>();
        var reversals = new List<(int Place, long Line)>();
        foreach (TableRow row in table.Rows(report))
        {
            try
            {
                if (parser.IsIgnored(row))
                    continue;
                ConsumerEvent e = parser.Parse(row);
                if (e.Reverses is null)
                    report.Accept();
                else
                    reversals.Add((events.Count, row.Line));
                events.Add(e);
            }
            catch (InputException e)
            {
                report.Refuse(row.Line, e);
            }
        }
        if (reversals.Count > 0)
            Judge(events, reversals, schema, report);
        return events;
    }

    /// <summary>
    /// Streams rows in the parts' own names, for whoever judges them elsewhere; a row that is no event at all is
    /// reported and left out.
    /// </summary>
    /// <exception cref="InputException">The table lacks a column.</exception>
    public static IEnumerable<EventText> Texts(Table table, ConsumerSchema schema, RowReport report)
    {
        table = InParts(table, schema);
        var parser = new EventRowParser(schema, table);
        foreach (TableRow row in table.Rows(report))
        {
            EventText text;
            try
            {
                if (parser.IsIgnored(row))
                    continue;
                text = parser.Read(row);
                report.Accept();
            }
            catch (InputException e)
            {
                report.Refuse(row.Line, e);
                continue;
            }
            yield return text;
        }
    }

    private static Table InParts(Table table, ConsumerSchema schema)
    {
        if (schema.Tables?.Events is { } columns)
        {
            table.Require(columns.Map().Values);
            return table.Renamed(columns.Map());
        }
        table.Require(["id", "consumer", "day", "name"]);
        return table;
    }

    private static void Judge(
        List<ConsumerEvent> events, List<(int Place, long Line)> reversals, ConsumerSchema schema, RowReport report)
    {
        var layout = new StateLayout(schema);
        var books = new Dictionary<string, ReversalBook>(StringComparer.Ordinal);
        foreach ((int place, _) in reversals)
            books.TryAdd(events[place].Consumer, new ReversalBook(layout));
        var lines = reversals.ToDictionary(r => r.Place, r => r.Line);
        var refused = new HashSet<int>();
        IEnumerable<int> places = Enumerable.Range(0, events.Count).Where(i => books.ContainsKey(events[i].Consumer));
        foreach (int place in places.OrderBy(i => events[i].Event.Day))
        {
            ConsumerEvent e = events[place];
            ReversalBook book = books[e.Consumer];
            if (e.Reverses is null)
            {
                book.Add(e);
                continue;
            }
            InputException? refusal = null;
            if (book.Knows(e.Id) || book.TryTakeBack(e, out _, out refusal))
            {
                report.Accept();
                continue;
            }
            report.Refuse(lines[place], refusal!);
            refused.Add(place);
        }
        int next = 0;
        events.RemoveAll(_ => refused.Contains(next++));
    }
}
