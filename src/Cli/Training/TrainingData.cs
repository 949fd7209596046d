using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Training;

/// <summary>The files that a model is trained or tested on, and the rows that follow from them.</summary>
/// <param name="Consumers">Consumers' attributes; null: they stand in the experiment's table.</param>
/// <param name="Events">Events; null: none.</param>
/// <param name="Experiment">An experiment's table; null: every consumer-day of the events is a row.</param>
/// <param name="From">The first day of rows from events; null: the first event's.</param>
/// <param name="To">The last day of rows from events; null: the last event's.</param>
internal sealed record TrainingData(
    string? Consumers, string? Events, string? Experiment, DateOnly? From, DateOnly? To)
{
    /// <exception cref="InputException">There is nothing to make rows from.</exception>
    public TrainingSet Rows(ConsumerSchema schema, CommandContext context)
    {
        if (Experiment is not null)
            return OfExperiment(schema, context).Rows;
        var (consumers, events) = Histories(schema, context);
        if (consumers is null)
            throw new InputException("--consumers", null, "a table of consumers, or an --experiment that holds them");
        if (events is not { Count: > 0 })
            throw new InputException("--events", Events, "events to learn from, or an --experiment");
        var from = From ?? DateOnly.FromDayNumber(events.Min(e => e.Event.Day));
        var to = To ?? DateOnly.FromDayNumber(events.Max(e => e.Event.Day));
        return TrainingRows.FromEvents(schema, consumers, events, from, to);
    }

    /// <summary>The experiment's rows, with what consumers and events tell of its consumers.</summary>
    public ExperimentData OfExperiment(ConsumerSchema schema, CommandContext context)
    {
        var (consumers, events) = Histories(schema, context);
        return ExperimentData.Read(Experiment!, schema, context, consumers, events);
    }

    private (List<ConsumerProfile>? Consumers, List<ConsumerEvent>? Events) Histories(
        ConsumerSchema schema, CommandContext context) => (
        Consumers is { } people ? Read(people, context, report => ConsumerReader.Read(people, schema, report)) : null,
        Events is { } happened ? Read(happened, context, report => EventReader.Read(happened, schema, report)) : null);

    private static List<T> Read<T>(string path, CommandContext context, Func<RowReport, List<T>> read)
    {
        var report = new RowReport();
        var rows = read(report);
        RowProblems.Print(context, path, report);
        return rows;
    }
}
