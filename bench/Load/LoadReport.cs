using System.Globalization;
using System.Text.Json.Nodes;

namespace WorldModel.Bench.Load;

/// <summary>
/// Rounds in which every target is asked in turn, so that a busy machine slows all of them alike; what is reported is
/// the median over the rounds of each figure and of each ratio to the empty endpoint of the same round. Beside them the
/// processor time that the server and the generator took a request, which a busy machine hardly changes: in a closed
/// loop on one machine, cores / (their sum) bounds the rate.
/// </summary>
internal sealed class LoadReport(int rounds, double seconds)
{
    /// <summary>Before it counts each target is asked so long: code is compiled anew while it grows hot.</summary>
    private const double WarmUpSeconds = 6;

    private readonly List<Line> _lines = [];

    /// <summary>One figure of a target in one round.</summary>
    private sealed record Line(
        string Group, string Target, LoadResult Result, TimeSpan Processor, TimeSpan Generator)
    {
        public double PerRequest(TimeSpan time) => time.TotalMicroseconds / Math.Max(1, Result.Latencies.Count);
    }

    /// <summary>Asks the targets by turns; the first is what the others are compared with.</summary>
    /// <param name="group">What is measured.</param>
    /// <param name="connections">Connections kept.</param>
    /// <param name="perSecond">Requests a second; 0: closed loop.</param>
    /// <param name="targets">The empty endpoint, then others.</param>
    /// <param name="progress">Told of each round.</param>
    public void Measure(string group, int connections, double perSecond, Target[] targets, Action<string> progress)
    {
        var generator = new Generator(connections);
        foreach (var target in targets) generator.Run(target, WarmUpSeconds, perSecond);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var target in targets)
            {
                var (server, own) = (target.Processor(), Environment.CpuUsage.TotalTime);
                var result = generator.Run(target, seconds, perSecond);
                _lines.Add(new Line(group, target.Name, result, target.Processor() - server,
                    Environment.CpuUsage.TotalTime - own));
            }

            progress($"{group}: round {round} of {rounds}");
        }
    }

    public JsonArray Json()
    {
        var groups = new JsonArray();
        foreach (var group in _lines.GroupBy(line => line.Group))
        {
            var floor = group.Where(line => line.Target == group.First().Target).Select(l => l.Result).ToArray();
            foreach (var target in group.GroupBy(line => line.Target))
            {
                var figures = Figures(group.Key, target.Key, [.. target.Select(l => l.Result)], floor);
                figures["serverMicros"] = Median(target.Select(l => l.PerRequest(l.Processor)));
                figures["generatorMicros"] = Median(target.Select(l => l.PerRequest(l.Generator)));
                groups.Add((JsonNode)figures);
            }
        }

        return groups;
    }

    public void Write(TextWriter output)
    {
        foreach (var group in Json().OfType<JsonObject>().GroupBy(line => (string)line["group"]!))
        {
            output.WriteLine();
            output.WriteLine(Row(group.Key, "per second", "of empty", "p50 ms", "p99 ms", "p99.9 ms", "p99 of empty",
                "server us", "generator us", "turned away", "bytes"));
            foreach (var line in group)
            {
                output.WriteLine(Row("  " + (string)line["target"]!, Text(line, "perSecond", "N0"),
                    Text(line, "rateRatio", "F3"), Text(line, "p50", "F2"), Text(line, "p99", "F2"),
                    Text(line, "p999", "F2"), Text(line, "p99Ratio", "F2"), Text(line, "serverMicros", "F1"),
                    Text(line, "generatorMicros", "F1"), Text(line, "turnedAway", "N0"),
                    Text(line, "replyBytes", "N0")));
            }
        }
    }

    private static JsonObject Figures(string group, string target, LoadResult[] results, LoadResult[] floor) => new()
    {
        ["group"] = group,
        ["target"] = target,
        ["perSecond"] = Median(results.Select(r => r.PerSecond)),
        ["rateRatio"] = Median(results.Zip(floor, (r, f) => r.PerSecond / f.PerSecond)),
        ["p50"] = Median(results.Select(r => r.Latencies.Milliseconds(.5))),
        ["p99"] = Median(results.Select(r => r.Latencies.Milliseconds(.99))),
        ["p999"] = Median(results.Select(r => r.Latencies.Milliseconds(.999))),
        ["p99Ratio"] = Median(results.Zip(
            floor, (r, f) => r.Latencies.Milliseconds(.99) / f.Latencies.Milliseconds(.99))),
        ["turnedAway"] = results.Sum(r => r.Busy),
        ["replyBytes"] = results.Max(r => r.ReplyBytes),
    };

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(JsonObject line, string field, string format) =>
        line[field]!.GetValue<object>() is IFormattable number
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : "";

    private static string Row(params string[] cells) =>
        string.Concat(cells.Select((cell, i) => i == 0 ? cell.PadRight(34) : cell.PadLeft(13)));
}
