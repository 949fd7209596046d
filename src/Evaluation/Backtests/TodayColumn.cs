using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// What today's policy would give each row, from a column of the experiment's table that holds an arm's label or a
/// treatment's name. Rows are found by consumer and day, since a training set has an order of its own.
/// </summary>
public static class TodayColumn
{
    /// <param name="path">The table that the experiment was read from.</param>
    /// <param name="column">The column.</param>
    /// <param name="set">The experiment's rows.</param>
    /// <returns>Treatment indices in the order of the set's rows.</returns>
    /// <exception cref="InputException">
    /// The column is missing, or a row of the set has no known treatment in it.
    /// </exception>
    public static int[] Read(string path, string column, TrainingSet set)
    {
        using var table = Table.Open(path);
        return Read(table, column, set);
    }

    /// <inheritdoc cref="Read(string, string, TrainingSet)"/>
    public static int[] Read(Table table, string column, TrainingSet set)
    {
        table.Require([column]);
        var spec = set.Schema.Experiment ?? ExperimentSpec.Default(set.Schema.Outcomes);
        var headerLines = table.Columns is null ? 0 : 1;
        var labels = new Dictionary<(string Consumer, int Day), string?>();
        foreach (var row in table.Rows(new RowReport()))
        {
            var consumer = spec.Consumer is { } id
                ? row[id]
                : (row.Line - headerLines).ToString(CultureInfo.InvariantCulture);
            var day = spec.Day.Column is { } name ? row[name] : spec.Day.Value;
            if (consumer is not null && DateOnly.TryParse(day, CultureInfo.InvariantCulture, out var date))
            {
                labels.TryAdd((consumer, date.DayNumber), row[column]);
            }
        }

        var treatments = Treatments(spec, set);
        var today = new int[set.Rows];
        for (var row = 0; row < today.Length; row++)
        {
            var consumer = set.Consumers[set.Consumer[row]];
            labels.TryGetValue((consumer, set.Day[row]), out var label);
            today[row] = label is not null && treatments.TryGetValue(label, out var treatment)
                ? treatment
                : throw new InputException(column, label, "one of " + string.Join(", ", treatments.Keys));
        }

        return today;
    }

    private static Dictionary<string, int> Treatments(ExperimentSpec spec, TrainingSet set)
    {
        var treatments = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < set.Treatments.Length; i++) treatments[set.Treatments[i]] = i;
        foreach (var arm in spec.Arms)
        {
            if (treatments.TryGetValue(arm.Treatment, out var index)) treatments.TryAdd(arm.Label, index);
        }

        return treatments;
    }
}
