using System.Text;
using System.Text.Json.Nodes;
using WorldModel.Numerics;

namespace WorldModel.Cli.Tests;

/// <summary>Two small models, trained once for all tests that need one: on events, and on an experiment.</summary>
public sealed class TrainedModels : IAsyncLifetime
{
    public const int PanelConsumers = 60;
    public const int TestDays = 5;
    public const int ExperimentRows = 1_200;
    private const int PanelDays = 70;

    private readonly TemporaryFolder _folder = new();

    public string Consumers => _folder.File("panel/consumers.csv");

    public string Events => _folder.File("panel/events.ndjson");

    public string EventModel => _folder.File("events.wmdl");

    public string Experiment => _folder.File("experiment.csv");

    public string ExperimentModel => _folder.File("experiment.wmdl");

    internal CliRun OnEvents { get; private set; } = null!;

    internal CliRun OnExperiment { get; private set; } = null!;

    internal JsonObject ExperimentResult { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await CliRun.Of(
            "simulate", "--seed", "1", "--consumers", $"{PanelConsumers}", "--days", $"{PanelDays}",
            "--out", _folder.File("panel"));
        var lastDay = new DateOnly(2025, 1, 1).AddDays(PanelDays - TestDays - 1);
        OnEvents = await CliRun.Of(
            "train", "--schema", Checkout.File("examples/purchase-world.schema.json"),
            "--consumers", Consumers, "--events", Events, "--to", $"{lastDay:yyyy-MM-dd}", "--out", EventModel);
        File.WriteAllText(Experiment, Emails());
        OnExperiment = await CliRun.Of(
            "train", "--schema", Checkout.File("examples/hillstrom.schema.json"),
            "--experiment", Experiment, "--share", "0.5", "--out", ExperimentModel,
            "--json", _folder.File("experiment.json"));
        ExperimentResult = JsonNode.Parse(File.ReadAllText(_folder.File("experiment.json")))!.AsObject();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An experiment in the shape of the e-mail challenge, in which both e-mails bring visits.</summary>
    private static string Emails()
    {
        var random = new RandomStream(7);
        var table = new StringBuilder(
            "recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,conversion,spend\n");
        for (var row = 0; row < ExperimentRows; row++)
        {
            var arm = random.NextInt(3);
            var visit = random.Bernoulli(0.2 + (0.15 * arm));
            var buys = visit && random.Bernoulli(0.3);
            var segment = (string[])["No E-Mail", "Mens E-Mail", "Womens E-Mail"];
            var zip = (string[])["Rural", "Surburban", "Urban"];
            var channel = (string[])["Multichannel", "Phone", "Web"];
            table.Append($"{1 + random.NextInt(12)},2) $100 - $200,{100 + random.NextInt(99)}.5,{random.NextInt(2)},");
            table.Append($"{random.NextInt(2)},{zip[random.NextInt(3)]},{random.NextInt(2)},");
            table.Append($"{channel[random.NextInt(3)]},{segment[arm]},{(visit ? 1 : 0)},{(buys ? 1 : 0)},");
            table.Append(buys ? $"{20 + random.NextInt(80)}\n" : "0\n");
        }
        return table.ToString();
    }
}
