using System.Text.Json.Nodes;
using WorldModel.Bench.Serving;
using WorldModel.Schema;

namespace WorldModel.Bench.Load;

/// <summary>
/// <c>load</c>: starts a silo with a quick model and synthetic consumers, and an empty server beside it; then asks both
/// by turns with the same generator and prints rates, percentiles and ratios.
/// </summary>
internal static class LoadCommand
{
    private const string Standing = "load-standing";

    public const string Usage = """
          load   rates and latencies over HTTP against an empty endpoint in the same run
            --consumers 50000 --days 12 --seed 1   synthetic consumers
            --connections 64 --deciding 512        connections kept, for questions and for decisions
            --rounds 7 --seconds 2                 rounds of each target in turn
            --offered 2000                         requests a second of the open loop
            --campaigns 24                         each gives every consumer one decision of the day
            --only NAME                            one target beside the empty one, to profile it
            --json FILE --work DIR
        """;

    public static async Task Run(LoadOptions options, TextWriter output)
    {
        var work = Directory.CreateDirectory(
            options.Text("work") ?? Path.Combine(Path.GetTempPath(), "worldmodel-load")).FullName;
        var (seed, schemaFile) = (options.Int("seed", 1), ExampleSchema.File());
        var schema = ConsumerSchema.Load(schemaFile);
        var data = Path.Combine(work, "silo");
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
        Progress("training a quick model");
        var model = QuickModel.Of(work, schema, seed);
        var commits = CommitProbe.Run(Path.Combine(work, "probe"), 200);
        using var empty = await EmptyServer.Start(Path.Combine(work, "echo"));
        using var silo = await SiloProcess.Start(data, schemaFile, model);
        var consumers = new SyntheticConsumers(
            schema, seed, options.Int("consumers", 50_000), options.Int("days", 12));
        await consumers.Load(silo.Client, Progress);
        Progress("estimating and allocating campaigns");
        var campaigns = Enumerable.Range(0, options.Int("campaigns", 24)).Select(i => $"load-{i}").ToArray();
        foreach (var campaign in campaigns.Append(Standing))
            await BenchCampaign.Allocate(silo.Client, BenchCampaign.Item(campaign, consumers.Today, 2));

        var report = new LoadReport(options.Int("rounds", 7), options.Number("seconds", 2));
        var floor = Targets.Empty(empty, silo, consumers);
        Measure(
            report, options,
            [floor, Targets.Counterfactual(silo, consumers), Targets.Belief(silo, consumers)],
            [
                floor, Targets.Durable(empty, consumers), Targets.Decision(silo, consumers, campaigns),
                Targets.Standing(silo, consumers, Standing),
            ]);
        output.WriteLine($"{consumers.Count:N0} consumers, seed {seed}; medians over rounds, ratios of the same round");
        report.Write(output);
        var (p50, p99) = (commits[commits.Length / 2], commits[commits.Length * 99 / 100]);
        output.WriteLine();
        output.WriteLine($"a commit of 64 frames at synchronous=FULL, alone: p50 {p50:F2} ms, p99 {p99:F2} ms");
        if (options.Text("json") is not { } file) return;
        var json = new JsonObject { ["seed"] = seed, ["consumers"] = consumers.Count, ["load"] = report.Json() };
        (json["commitP50"], json["commitP99"]) = (p50, p99);
        await File.WriteAllTextAsync(file, json.ToJsonString());
    }

    public static void Progress(string text) => Console.Error.WriteLine(text);

    private static void Measure(LoadReport report, LoadOptions options, Target[] questions, Target[] decisions)
    {
        var (asking, deciding) = (options.Int("connections", 64), options.Int("deciding", 512));
        var offered = options.Number("offered", 2000);
        if (options.Text("only") is { } only)
        {
            Target[] kept = [.. questions.Concat(decisions).Where(target => target.Name == only)];
            report.Measure($"closed loop, {asking} connections", asking, 0, [questions[0], .. kept], Progress);
            return;
        }

        report.Measure($"closed loop, {asking} connections", asking, 0, questions, Progress);
        report.Measure($"open loop, {offered:N0} a second", asking, offered, questions, Progress);
        report.Measure($"closed loop, {deciding} connections", deciding, 0, decisions, Progress);
        report.Measure($"open loop, {offered:N0} decisions/s", deciding, offered, decisions, Progress);
    }
}
