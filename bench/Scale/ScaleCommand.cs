using System.Diagnostics;
using WorldModel.Bench.Load;
using WorldModel.Bench.Serving;
using WorldModel.Client.Wire;
using WorldModel.Schema;

namespace WorldModel.Bench.Scale;

/// <summary>
/// <c>scale</c>: a million synthetic consumers in one silo, loaded over its API; estimate, allocate and decide
/// campaigns of five treatments, ask point queries meanwhile, kill the silo and start it again.
/// </summary>
internal sealed class ScaleCommand
{
    public const string Usage = """
          scale  a million consumers in one silo: campaigns, memory, recovery
            --consumers 1000000 --days 12 --seed 1 synthetic consumers
            --offered 500                          point queries a second while a campaign is estimated
            --json FILE --work DIR
        """;

    private const int Treatments = 5;
    private const int Connections = 16;
    // Well inside the bound on a round's day: the last event is a day earlier.
    private const int MostDaysAhead = 28;
    private const int Rounds = 5;
    private const double RoundSeconds = 4;

    private readonly LoadOptions _options;
    private readonly string _work;
    private readonly string _schemaFile = ExampleSchema.File();
    private readonly string _data;
    private readonly ScaleTable _table = new();
    private readonly SyntheticConsumers _consumers;
    private readonly string _model;

    private ScaleCommand(LoadOptions options)
    {
        _options = options;
        _work = Directory.CreateDirectory(
            options.Text("work") ?? Path.Combine(Path.GetTempPath(), "worldmodel-scale")).FullName;
        _data = Path.Combine(_work, "silo");
        var (schema, seed) = (ConsumerSchema.Load(_schemaFile), options.Int("seed", 1));
        LoadCommand.Progress("training a quick model");
        _model = QuickModel.Of(_work, schema, seed);
        _consumers = new SyntheticConsumers(schema, seed, options.Int("consumers", 1_000_000), options.Int("days", 12));
    }

    public static async Task Run(LoadOptions options, TextWriter output)
    {
        var command = new ScaleCommand(options);
        await command.Measure();
        command._table.Write(output);
        if (options.Text("json") is { } file) await File.WriteAllTextAsync(file, command._table.Json().ToJsonString());
    }

    private async Task Measure()
    {
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
        var floors = ScaleFloors.Measure(_schemaFile, _model, Treatments);
        using (var silo = await SiloProcess.Start(_data, _schemaFile, _model))
        {
            await Fill(silo);
            await Campaigns(silo, floors);
            _table.Add("memory, bytes a consumer", silo.ResidentBytes / (double)_consumers.Count, "bytes", double.NaN,
                "resident process with beliefs, event ids of the lateness window and two campaigns");
            await PointQueries(silo);
            silo.Kill();
        }

        await Recover();
    }

    private async Task Fill(SiloProcess silo)
    {
        var empty = silo.ResidentBytes;
        var total = await _consumers.Load(silo.Client, LoadCommand.Progress);
        _table.Note($"{_consumers.Count:N0} consumers, {total.Events:N0} events over HTTP in {total.Seconds:N0} s, "
            + $"{total.Events / total.Seconds:N0} a second; seed {_options.Int("seed", 1)}");
        _table.Add("memory, histories alone", (silo.ResidentBytes - empty) / (double)_consumers.Count, "bytes",
            double.NaN, "resident growth while loading, garbage and read buffers included");
    }

    private async Task Campaigns(SiloProcess silo, ScaleFloors floors)
    {
        var rows = _consumers.Count;
        var cores = Environment.ProcessorCount;
        var stale = await Timed(silo, "stale", "estimate", _consumers.Today);
        _table.Add("estimate, all beliefs stale", stale, "s", rows * (floors.Belief + floors.Score) / cores,
            "mean field in batches, then heads; floor: the kernels alone on all cores");
        var current = await Timed(silo, "current", "estimate", _consumers.Today);
        _table.Add("estimate, beliefs current", current, "s", rows * floors.Score / cores,
            "heads: one product a consumer and a sigmoid an option and outcome; floor: the kernels alone");
        _table.Add("allocate", await Timed(silo, "current", "allocate", null), "s", rows * floors.Hull / cores,
            "a hull a consumer and round of prices; floor: one round");
        _table.Add("decide all", await Timed(silo, "current", "decide", null), "s", rows * floors.Hull / cores,
            "a hull a consumer and the journal's commits; floor: the hulls");
    }

    /// <summary>
    /// Latency of questions about one consumer, by turns at rest and while a campaign estimates everybody anew, a round
    /// on another day each time so that no belief is current.
    /// </summary>
    private async Task PointQueries(SiloProcess silo)
    {
        var target = Targets.Counterfactual(silo, _consumers);
        var (generator, offered) = (new Generator(Connections), _options.Number("offered", 500));
        generator.Run(target, 3, offered);
        var (quiet, busy) = (new double[Rounds], new double[Rounds]);
        var (campaign, day, estimates) = ("stale", _consumers.Today, 0);
        for (var round = 0; round < Rounds; round++)
        {
            quiet[round] = generator.Run(target, RoundSeconds, offered).Latencies.Milliseconds(.99);
            var asking = Task.Run(() => generator.Run(target, RoundSeconds, offered));
            for (; !asking.IsCompleted; estimates++)
            {
                // A round is for a day near the clock's, which stands still here.
                day = day.AddDays(1);
                if (day <= _consumers.Today.AddDays(MostDaysAhead))
                    await Again(silo, campaign, day);
                else
                    await Timed(silo, campaign = $"stale-{estimates}", "estimate", day = _consumers.Today);
            }
            busy[round] = (await asking).Latencies.Milliseconds(.99);
        }

        _table.Add("point query p99, at rest", quiet.Order().ElementAt(Rounds / 2), "ms", double.NaN,
            $"{offered:N0} counterfactuals a second, open loop, {Connections} connections, median of {Rounds} rounds");
        _table.Add("point query p99, meanwhile", busy.Order().ElementAt(Rounds / 2), "ms", double.NaN,
            $"while a campaign over everybody is estimated, beliefs stale; {estimates} estimates in all");
        _table.Add("  times the one at rest", busy.Zip(quiet, (b, q) => b / q).Order().ElementAt(Rounds / 2), "",
            double.NaN, "median of the rounds' ratios; at most 3");
    }

    private async Task<double> Timed(SiloProcess silo, string campaign, string stage, DateOnly? day)
    {
        if (day is not null)
            await silo.Client.CreateCampaignAsync(BenchCampaign.Item(campaign, day.Value, Treatments));
        LoadCommand.Progress($"{stage} {campaign}");
        var watch = Stopwatch.StartNew();
        Task<CampaignInfo> asked = stage switch
        {
            "estimate" => silo.Client.EstimateAsync(campaign),
            "allocate" => silo.Client.AllocateAsync(campaign),
            _ => silo.Client.DecideCampaignAsync(campaign),
        };
        await asked;
        await silo.Client.WaitAsync(campaign, stage == "estimate" ? "estimated" : stage + "d");
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>The next round of a campaign.</summary>
    private static async Task Again(SiloProcess silo, string campaign, DateOnly day)
    {
        LoadCommand.Progress($"estimate {campaign} for {day:O}");
        await silo.Client.EstimateAsync(campaign, day);
        await silo.Client.WaitAsync(campaign, "estimated");
    }

    private async Task Recover()
    {
        LoadCommand.Progress("starting again after kill -9");
        var watch = Stopwatch.StartNew();
        var bytes = ReadAll();
        var floor = watch.Elapsed.TotalSeconds;
        using var silo = await SiloProcess.Start(_data, _schemaFile, _model);
        var health = await silo.Client.HealthAsync();
        if (health.Consumers != _consumers.Count)
            throw new InvalidOperationException($"recovered {health.Consumers:N0} of {_consumers.Count:N0} consumers");
        _table.Add("recovery after kill -9", silo.SecondsToListen, "s", floor,
            $"from process start to listening; {bytes / 1e6:N0} MB of store read and replayed; floor: reading it");
    }

    private long ReadAll()
    {
        var (bytes, buffer) = (0L, new byte[1 << 20]);
        foreach (var file in Directory.EnumerateFiles(_data, "store.db*"))
        {
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;) bytes += read;
        }

        return bytes;
    }
}
