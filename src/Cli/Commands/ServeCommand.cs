using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;
using WorldModel.Silo;
using WorldModel.Silo.Storage;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel serve</c>: a silo with its store and HTTP API, until it is told to stop.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string> _data = OptionOf.OutputFolder(
        "--data", "The folder of the store; made where it is not there");
    private readonly Option<string?> _schema = OptionOf.InputFile(
        "--schema", "What a consumer looks like (JSON)", required: true);
    private readonly Option<string?> _model = OptionOf.InputFile("--model", "Made live where no model is yet");
    private readonly Option<int> _port = OptionOf.Int(
        "--port", "The port; 0: any free one", SiloAddress.DefaultPort, 0, 65_535);
    private readonly Option<string> _listen = OptionOf.Text(
        "--listen", "The address of the interface: 0.0.0.0 is all of them, and needs --keys", "ADDRESS",
        fallback: "127.0.0.1");
    private readonly Option<string?> _keys = OptionOf.InputFile(
        "--keys", "Access keys, one a line: callers send one as Authorization: Bearer KEY");
    private readonly Option<string> _clock = OptionOf.Choice(
        "--clock", "Which time counts: the wall's, or for replays the stream's, which is noon of the latest day that "
            + "an event named (quiet hours hold always or never then) and goes on by up to 31 days at once",
        "wall", "wall", "stream");
    private readonly Option<int?> _shards = new("--shards")
    {
        Description = "Shards of a new store, a power of two; fixed from then on (256 where not given)",
        HelpName = "N",
    };

    private readonly Option<string> _journal = OptionOf.Text(
        "--journal", "How much is kept to explain decisions from: all, none, or a number of days", "all|none|DAYS",
        fallback: "all");

    private readonly Option<string?> _store = new("--store")
    {
        Description = "Where frames and snapshots stand, if not in the folder: postgres or blob, reached as the "
            + "environment's WORLDMODEL_POSTGRES or WORLDMODEL_BLOB says",
        HelpName = "STORE",
    };

    public ServeCommand(CommandContext context)
        : base("serve", "Runs a silo: the store, the grains and the HTTP API under /v1.",
            "worldmodel serve --data silo --schema examples/purchase-world.schema.json --model m.wmdl --clock stream",
            context) =>
        Accepts(_data, _schema, _model, _port, _listen, _keys, _clock, _shards, _journal, _store);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var options = new SiloOptions(
            arguments.GetRequiredValue(_data), ConsumerSchema.Load(arguments.GetRequiredValue(_schema)!))
        {
            Url = $"http://{Host(arguments.GetRequiredValue(_listen))}:{arguments.GetValue(_port)}",
            Keys = arguments.GetValue(_keys),
            Clock = arguments.GetValue(_clock) == "stream" ? ClockKind.Stream : ClockKind.Wall,
            Model = arguments.GetValue(_model),
            Shards = arguments.GetValue(_shards),
            Journal = JournalRetention.Parse("--journal", arguments.GetRequiredValue(_journal)),
            Store = arguments.GetValue(_store) is { } store ? StoreChoice.Parse("--store", store) : null,
            Time = context.Time,
        };
        await using var silo = await SiloHost.Start(options, context.Stop);
        var url = silo.Url.ToString();
        context.Out.WriteLine($"listening on {url}, data in {options.DataDirectory}; Ctrl-C stops it");
        // Stopping is how serving ends well: no error.
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, context.Stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new CommandOutcome(new JsonObject { ["url"] = url, ["data"] = options.DataDirectory });
    }

    /// <summary>The number of an interface as it stands in an address.</summary>
    private static string Host(string listen) => listen.Contains(':') && listen[0] != '[' ? $"[{listen}]" : listen;
}
