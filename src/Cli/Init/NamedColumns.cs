using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Init;

/// <summary>
/// Columns that the user named stand in a table that uses them, and what is said of a table is said of one that is
/// given: else another column would be guessed in silence. Headers tell, before any table is read through.
/// </summary>
internal static class NamedColumns
{
    /// <summary>An option and what it says.</summary>
    private sealed record Named(string Option, string? Said, params (string Option, string? File)[] Tables);

    /// <summary>Looks at headers alone; a table whose rows each name their columns is passed over.</summary>
    /// <exception cref="InputException">A column that no table of its kind has, or no such table.</exception>
    public static void Check(InitOptions options)
    {
        foreach (var named in Of(options).Where(named => named.Said is not null))
        {
            var tables = named.Tables.Where(table => table.File is not null).ToArray();
            if (tables.Length == 0)
            {
                throw new InputException(named.Option, named.Said,
                    $"a table that it is about: {string.Join(" or ", named.Tables.Select(table => table.Option))}");
            }
        }
        var headers = new Dictionary<string, IReadOnlyList<string>?>();
        Check(options, path => headers.TryGetValue(path, out var known) ? known : headers[path] = Header(path));
    }

    /// <summary>The same with the columns that the tables turned out to have.</summary>
    /// <param name="options">What was asked.</param>
    /// <param name="columns">The columns of a file; null: not known.</param>
    /// <exception cref="InputException">A column that no table of its kind has.</exception>
    public static void Check(InitOptions options, Func<string, IReadOnlyList<string>?> columns)
    {
        foreach (var (option, said, tables) in Of(options))
        {
            // What names an arm or a day is no column.
            if (said is null || !option.EndsWith("-column", StringComparison.Ordinal))
                continue;
            var known = tables.Where(table => table.File is not null).Select(table => columns(table.File!)).ToArray();
            if (known.Any(table => table is null || table.Contains(said)))
                continue;
            throw new InputException(
                option, said, $"one of {string.Join(", ", known.SelectMany(table => table!).Distinct())}");
        }
    }

    private static Named[] Of(InitOptions options)
    {
        (string, string?) consumers = ("--consumers", options.Consumers);
        (string, string?) events = ("--events", options.Events);
        (string, string?) experiment = ("--experiment", options.Experiment);
        return
        [
            new("--consumer-column", options.ConsumerColumn, consumers, events, experiment),
            new("--day-column", options.DayColumn, events, experiment),
            new("--name-column", options.NameColumn, events),
            new("--value-column", options.ValueColumn, events),
            new("--treatment-column", options.TreatmentColumn, experiment),
            new("--control", options.Control, experiment),
            new("--day", options.Day is { } day ? Days.Text(day) : null, experiment),
            new("--action", options.Actions.FirstOrDefault(), events),
        ];
    }

    private static IReadOnlyList<string>? Header(string path)
    {
        using var table = Table.Open(path);
        // One column of all is another separator: who reads the table says so.
        return table.Columns is { Count: > 1 } columns ? columns : null;
    }
}
