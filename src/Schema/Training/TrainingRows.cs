namespace WorldModel.Schema.Training;

/// <summary>
/// Builds training rows as the silo would have seen them: by the same roll-forward and encoder, from the events
/// before each row's day. Uses all cores unless told how many threads; the rows do not depend on it.
/// </summary>
public static class TrainingRows
{
    /// <summary>
    /// One row a consumer and day from <paramref name="from"/> on. A row needs its outcomes' whole windows, so the last
    /// day is the one whose longest window ends on <paramref name="to"/>.
    /// </summary>
    /// <exception cref="InputException">A consumer twice, or no day whose windows fit.</exception>
    public static TrainingSet FromEvents(
        ConsumerSchema schema, IReadOnlyList<ConsumerProfile> consumers, IReadOnlyList<ConsumerEvent> events,
        DateOnly from, DateOnly to, int threads = -1)
    {
        int window = schema.Outcomes.Max(o => o.WindowDays);
        int days = to.DayNumber - from.DayNumber + 2 - window;
        if (days < 1)
            throw new InputException("to", Days.Text(to), $"{Days.Text(from.AddDays(window - 1))} or later");
        var histories = new ConsumerHistories(schema, consumers, events);
        var set = new TrainingSet(schema, histories.Ids, [], histories.Ids.Length * days);
        var writer = new RowWriter(set);
        Parallel.For(0, histories.Ids.Length, Options(threads), consumer =>
        {
            var timeline = new Timeline(writer.Layout, histories.Attributes[consumer], histories.HistoryOf(consumer));
            for (int i = 0; i < days; i++)
                writer.WriteObserved((consumer * days) + i, consumer, from.DayNumber + i, timeline);
        });
        return set;
    }

    /// <summary>
    /// One row a row of the experiment, ordered by consumer and day. The table's own attributes win over
    /// <paramref name="consumers"/>; <paramref name="events"/>, where there are any, give the history before the day.
    /// </summary>
    /// <exception cref="InputException">A consumer twice among <paramref name="consumers"/>.</exception>
    public static TrainingSet FromExperiment(
        ConsumerSchema schema, ExperimentTable table, IReadOnlyList<ConsumerProfile>? consumers = null,
        IReadOnlyList<ConsumerEvent>? events = null, int threads = -1)
    {
        ConsumerProfile[] profiles = Profiles(schema, table, consumers ?? []);
        var histories = new ConsumerHistories(schema, profiles, events ?? []);
        var set = new TrainingSet(schema, histories.Ids, [.. table.Treatments.Select(t => t.Name)], table.Rows.Count);
        var writer = new RowWriter(set);
        int[] owners = [.. table.Rows.Select(r => histories.Index[r.Consumer])];
        int[] order = [.. Enumerable.Range(0, owners.Length).OrderBy(i => owners[i]).ThenBy(i => table.Rows[i].Day)];
        int[] starts = [.. Enumerable.Range(0, order.Length)
            .Where(i => i == 0 || owners[order[i]] != owners[order[i - 1]])];
        Parallel.For(0, starts.Length, Options(threads), s =>
        {
            int consumer = owners[order[starts[s]]];
            var timeline = new Timeline(writer.Layout, histories.Attributes[consumer], histories.HistoryOf(consumer));
            int end = s + 1 < starts.Length ? starts[s + 1] : order.Length;
            for (int row = starts[s]; row < end; row++)
                writer.WriteExperiment(row, consumer, table.Rows[order[row]], table.Treatments, timeline);
        });
        return set;
    }

    private static ParallelOptions Options(int threads) => new() { MaxDegreeOfParallelism = threads };

    private static ConsumerProfile[] Profiles(
        ConsumerSchema schema, ExperimentTable table, IReadOnlyList<ConsumerProfile> consumers)
    {
        int[] unknown = new AttributeResolver(schema).Unknown();
        var own = new Dictionary<string, int[]?>(StringComparer.Ordinal);
        foreach (ExperimentRow row in table.Rows)
            own[row.Consumer] = row.Attributes ?? own.GetValueOrDefault(row.Consumer);
        var known = new HashSet<string>(consumers.Select(c => c.Id), StringComparer.Ordinal);
        return
        [
            .. consumers.Select(c => own.GetValueOrDefault(c.Id) is { } words ? new ConsumerProfile(c.Id, words) : c),
            .. own.Where(pair => !known.Contains(pair.Key))
                .Select(pair => new ConsumerProfile(pair.Key, pair.Value ?? unknown)),
        ];
    }
}
