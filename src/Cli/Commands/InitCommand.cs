using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Init;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel init</c>: the user's own tables to a schema, and what is to be known of them.</summary>
internal sealed class InitCommand : CliCommand
{
    private readonly Option<string?> _consumers = OptionOf.InputFile(
        "--consumers", "Consumers and what is known of them (CSV or NDJSON)");
    private readonly Option<string?> _events = OptionOf.InputFile(
        "--events", "What was done to them and what they did, one event a row (CSV or NDJSON)");
    private readonly Option<string?> _experiment = OptionOf.InputFile(
        "--experiment", "An experiment: a consumer's arm and outcomes in a row (CSV or NDJSON)");
    private readonly Option<string?> _consumerColumn = Column("--consumer-column", "The column of the consumer's id");
    private readonly Option<string?> _dayColumn = Column("--day-column", "The column of the day");
    private readonly Option<string?> _nameColumn = Column("--name-column", "The events' column of what happened");
    private readonly Option<string?> _valueColumn = Column("--value-column", "The events' column of amounts");
    private readonly Option<string?> _treatmentColumn = Column("--treatment-column", "The experiment's column of arms");
    private readonly Option<string?> _control = Column("--control", "The arm that gets nothing");
    private readonly Option<string[]> _outcomes =
        Many("--outcome", "An outcome: a column of the experiment, or a name of events");
    private readonly Option<string[]> _actions = Many("--action", "An action: a name of events");
    private readonly Option<string[]> _ignore = Many("--ignore", "A column, or a name of events, to pass over");
    private readonly Option<string[]> _keep =
        Many("--keep", "A column to take although it looks like a leak or personal");
    private readonly Option<string[]> _values = Many("--value", "What an outcome is worth, as NAME=X");
    private readonly Option<double> _cost = OptionOf.Number("--cost", "What a contact costs", 0, 0, 1e12);
    private readonly Option<DateOnly?> _day =
        OptionOf.Day("--day", "The day of an experiment without a column of days");
    private readonly Option<int> _window = OptionOf.Int("--window", "Days over which an outcome counts", 1, 1, 400);
    private readonly Option<string> _zone =
        OptionOf.Text("--time-zone", "The zone in which a day is a day", "ZONE", "UTC");
    private readonly Option<string?> _out = OptionOf.OutputFile("--out", "The schema to write (JSON)", required: true);

    public InitCommand(CommandContext context)
        : base("init", "Reads your own tables, proposes a schema that train takes as it is, and reports what it found: "
            + "duplicates, orphans, leaks, personal data, missing days, actions without overlap.",
            "worldmodel init --consumers customers.csv --experiment experiment.csv --out schema.json", context) =>
        Accepts(_consumers, _events, _experiment, _consumerColumn, _dayColumn, _nameColumn, _valueColumn,
            _treatmentColumn, _control, _outcomes, _actions, _ignore, _keep, _values, _cost, _day, _window, _zone,
            _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var options = Asked(arguments);
        var proposal = await context.Phases.Compute("look", _ => new SchemaProposal(options), p => Summary(p.Schema));
        var overlap =
            await context.Phases.Compute("try", _ => OverlapTrial.Of(proposal.Schema, options, proposal.Findings));
        var path = arguments.GetValue(_out)!;
        await ResultFile.Write(path, JsonNode.Parse(proposal.Schema.ToJson())!.AsObject(), context.Stop);
        InitPrinter.Print(context.Out, proposal);
        if (overlap is not null)
            OverlapPrinter.Print(context.Out, overlap);
        context.Out.WriteLine($"schema {proposal.Schema.Name} in {path}: {Summary(proposal.Schema)}");
        context.Out.WriteLine($"next: worldmodel train --schema {path} {Files(options)} --out model.wmdl");
        return new CommandOutcome(InitPrinter.Json(proposal, overlap, path));
    }

    private InitOptions Asked(ParseResult arguments) => new()
    {
        Consumers = arguments.GetValue(_consumers),
        Events = arguments.GetValue(_events),
        Experiment = arguments.GetValue(_experiment),
        ConsumerColumn = arguments.GetValue(_consumerColumn),
        DayColumn = arguments.GetValue(_dayColumn),
        NameColumn = arguments.GetValue(_nameColumn),
        ValueColumn = arguments.GetValue(_valueColumn),
        TreatmentColumn = arguments.GetValue(_treatmentColumn),
        Control = arguments.GetValue(_control),
        Outcomes = arguments.GetValue(_outcomes) ?? [],
        Actions = arguments.GetValue(_actions) ?? [],
        Ignore = arguments.GetValue(_ignore) ?? [],
        Keep = arguments.GetValue(_keep) ?? [],
        Values = Worth(arguments.GetValue(_values) ?? []),
        Cost = arguments.GetValue(_cost),
        Day = arguments.GetValue(_day),
        WindowDays = arguments.GetValue(_window),
        TimeZone = arguments.GetValue(_zone)!,
    };

    private static Dictionary<string, double> Worth(string[] texts)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.LastIndexOf('=');
            var isNumber = double.TryParse(
                text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
            if (at < 1 || !isNumber || !double.IsFinite(value) || !values.TryAdd(text[..at], value))
                throw new InputException("--value", text, "NAME=X, each name once and X a finite number");
        }
        return values;
    }

    private static string Summary(ConsumerSchema schema) => Counted.Of(schema.Attributes.Count, "attribute") + ", "
        + Counted.Of(schema.Actions.Count, "action") + ", " + Counted.Of(schema.Outcomes.Count, "outcome");

    private static string Files(InitOptions options) => string.Join(' ',
        new[] { ("--consumers", options.Consumers), ("--events", options.Events), ("--experiment", options.Experiment) }
            .Where(file => file.Item2 is not null).Select(file => $"{file.Item1} {file.Item2}"));

    private static Option<string?> Column(string name, string description) =>
        new(name) { Description = description + "; guessed where not given", HelpName = "NAME" };

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description + "; as often as needed", HelpName = "NAME" };
}
