using System.CommandLine;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel replay</c>: a file of events into a running silo.</summary>
internal sealed class ReplayCommand : CliCommand
{
    private const int RefusalsShown = 20;

    private readonly Option<string?> _events = OptionOf.InputFile(
        "--events", "Events, one JSON object a line: id, consumer, day, kind, name, level, value; or, with --schema, "
        + "your own table", required: true);
    private readonly Option<string?> _schema = OptionOf.InputFile(
        "--schema", "Says which columns of your own tables (CSV or NDJSON) hold what: its part tables");
    private readonly Option<string?> _consumers = OptionOf.InputFile(
        "--consumers", "Consumers and attributes (CSV or NDJSON), sent before the events");
    private readonly Option<Uri> _url = SiloAddress.Option();
    private readonly Option<double> _rate = OptionOf.Number(
        "--rate", "Events a second at most; 0: as fast as the silo takes them", 0, 0, 1e9);
    private readonly Option<int> _batch = OptionOf.Int("--batch", "Events a request", 2_000, 1, 10_000);
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Keeps the position in this file and goes on from there",
        HelpName = "FILE",
    };
    private readonly Option<bool> _strict = new("--strict") { Description = "Fail where an event was refused" };

    public ReplayCommand(CommandContext context)
        : base("replay", "Sends a file of events to a running silo, in order, and reports every refused line; with "
            + "--consumers their attributes first.",
            "worldmodel replay --consumers panel/consumers.csv --events panel/events.ndjson --rate 5000", context) =>
        Accepts(_events, _consumers, _schema, _url, _rate, _batch, _resume, _strict);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var path = arguments.GetRequiredValue(_events)!;
        var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        if (isCsv && arguments.GetValue(_schema) is null)
            throw new InputException("--events", path, "one JSON object a line, or --schema for a table of your own");
        var position = new ReplayPosition(arguments.GetValue(_resume));
        using var http = SiloAddress.Connect(arguments.GetRequiredValue(_url));
        var client = SiloAddress.Client(http);
        var schema = arguments.GetValue(_schema) is { } file ? ConsumerSchema.Load(file) : null;
        var consumers = await SendConsumers(client, schema, arguments, context);
        var rows = new RowReport();
        var replay = new EventReplay(client, context.Time);
        var skip = position.Read();
        var total = new ReplayTotal(skip);
        await context.Phases.Run("replay", async progress =>
        {
            var bytes = (double)Math.Max(1, new FileInfo(path).Length);
            var lines = schema is null ? EventLine.Raw(path) : EventLine.OfTable(path, schema, rows);
            var batches = replay.Send(
                lines, skip, arguments.GetValue(_batch), arguments.GetValue(_rate), context.Stop);
            await foreach (var batch in batches)
            {
                total.Add(batch);
                position.Write(batch.EndLine);
                progress.Report(batch.EndByte / bytes, $"{total.Received:N0} events, {total.RefusedCount:N0} refused");
            }
            return total;
        }, done => $"{done.Received:N0} events");
        RowProblems.Print(context, path, rows, "are no events");
        Show(context, total);
        var json = total.ToJson();
        if (consumers is not null)
            json["consumers"] = RowProblems.Json(consumers);
        if (schema is not null)
            json["rows"] = RowProblems.Json(rows);
        var refused = total.RefusedCount + rows.Refused + (consumers?.Refused ?? 0);
        // Where nothing at all was taken, the file is not what it was said to be.
        var isNothing = refused > 0 && total.Applied + total.Merged + total.Repeated == 0;
        return new CommandOutcome(json, Ok: !isNothing && (!arguments.GetValue(_strict) || refused == 0));
    }

    private async Task<RowReport?> SendConsumers(
        WorldModelClient client, ConsumerSchema? schema, ParseResult arguments, CommandContext context)
    {
        if (arguments.GetValue(_consumers) is not { } path)
            return null;
        var report = await context.Phases.Run("consumers",
            _ => ConsumerUpload.Send(client, path, schema, new RowReport(), context.Stop),
            r => Counted.Of(r.Accepted, "consumer"));
        RowProblems.Print(context, path, report);
        return report;
    }

    private static void Show(CommandContext context, ReplayTotal total)
    {
        context.Out.WriteLine($"{total.Received:N0} events sent: {total.Applied:N0} applied, "
            + $"{total.Merged:N0} merged into earlier days, "
            + $"{total.Repeated:N0} counted before, {total.RefusedCount:N0} refused"
            + (total.Skipped > 0 ? $"; {total.Skipped:N0} lines sent earlier" : ""));
        foreach (var refusal in total.Refused.Take(RefusalsShown))
            context.Out.WriteLine($"  line {refusal.Line}: {refusal.Field}: "
                + $"got {refusal.Value ?? "nothing"}, expected {refusal.Expected}");
        if (total.RefusedCount > RefusalsShown)
            context.Out.WriteLine($"  and {total.RefusedCount - RefusalsShown:N0} more; --json lists the first 1,000");
    }
}
