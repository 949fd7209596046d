using System.CommandLine;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Training;

/// <summary>The options by which a command is told its data; the same for all.</summary>
internal sealed class DataOptions
{
    public Option<string?> Consumers { get; } = OptionOf.InputFile(
        "--consumers", "Consumers and attributes (CSV or NDJSON); where not given, the experiment's table holds them");

    public Option<string?> Events { get; } = OptionOf.InputFile("--events", "Events (CSV or NDJSON): the history");

    public Option<string?> Experiment { get; } = OptionOf.InputFile(
        "--experiment", "An experiment's table, by the schema's mapping: treatment, propensity, cost, outcomes");

    public Option<DateOnly?> From { get; } = OptionOf.Day("--from", "The first day of rows from events");

    public Option<DateOnly?> To { get; } = OptionOf.Day("--to", "The last day of rows from events");

    public Option[] All => [Consumers, Events, Experiment, From, To];

    public TrainingData Of(ParseResult arguments) => new(
        arguments.GetValue(Consumers), arguments.GetValue(Events), arguments.GetValue(Experiment),
        arguments.GetValue(From), arguments.GetValue(To));
}
