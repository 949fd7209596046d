using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>The table of consumers, or the experiment's where it holds them too: ids and what is beside them.</summary>
internal sealed class ConsumerTable
{
    private const double NearlyAll = 0.95;

    private ConsumerTable(OwnTable table, string? column)
    {
        (Table, Column) = (table, column);
        for (var row = 0; row < table.Rows; row++)
        {
            if (column is not null && table[row, column] is { } id)
                Rows.TryAdd(id, row);
        }
    }

    public OwnTable Table { get; }

    /// <summary>Column of the id; null: the row's number.</summary>
    public string? Column { get; }

    /// <summary>The first row of each consumer.</summary>
    public Dictionary<string, int> Rows { get; } = new(StringComparer.Ordinal);

    /// <exception cref="InputException">No column can be told to hold the ids.</exception>
    public static ConsumerTable Of(OwnTable table, InitOptions options, Findings findings)
    {
        var column = Find(table, options)
            ?? throw new InputException("--consumer-column", null,
                $"the column of {table.Name} with the consumer's id, one of {string.Join(", ", table.Columns)}"
                + (IsAggregate(table) ? "; a row a day or week tells of no consumer" : ""));
        var consumers = new ConsumerTable(table, column);
        consumers.Check(findings);
        return consumers;
    }

    /// <summary>Of an experiment without a table of consumers; without ids each row is one.</summary>
    public static ConsumerTable OfExperiment(OwnTable table, InitOptions options) => new(table, Find(table, options));

    /// <summary>The column of consumers' ids in any table; null: none is called so.</summary>
    public static string? Find(OwnTable table, InitOptions options)
    {
        if (options.ConsumerColumn is { } asked && table.Columns.Contains(asked))
            return asked;
        return ColumnNames.Find(table.Columns.Except(options.Ignore), ColumnNames.Consumer)
            ?? table.Columns.Except(options.Ignore).FirstOrDefault(
                column => ColumnNames.Plain(column).EndsWith("id", StringComparison.Ordinal)
                    && table.Facts(column).Distinct >= NearlyAll * table.Rows);
    }

    private static bool IsAggregate(OwnTable table) => table.Columns.Select(column => table.Facts(column))
        .Any(facts => facts.DayFormat is not null && facts.Distinct >= NearlyAll * table.Rows);

    private void Check(Findings findings)
    {
        var same = Table.Duplicates();
        if (same > 0)
            findings.Add("duplicate", Table, null, $"{same:N0} rows are the same as one before", "the first counts");
        string[] ids = [.. Table.Cells(Column!).OfType<string>()];
        var twice = ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key).ToArray();
        if (twice.Length > 0)
        {
            var over = Counted.Of(ids.Length - Rows.Count, "row");
            findings.Add("duplicate", Table, Column,
                $"{Counted.Of(twice.Length, "consumer")} twice or more ({over} over), as {twice[0]}",
                "the first row of each counts");
        }
        if (ids.Length < Table.Rows)
            findings.Add("missing", Table, Column, $"{Table.Rows - ids.Length:N0} rows without an id", "left out");
    }
}
