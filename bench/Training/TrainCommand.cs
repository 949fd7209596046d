using System.Diagnostics;
using System.Text.Json.Nodes;
using WorldModel.Bench.Load;
using WorldModel.Models;
using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Bench.Training;

/// <summary>
/// Epochs of the paper's Boltzmann machine on as many rows as the paper has, beside the least time that their
/// arithmetic can take: multiply-adds from registers, sigmoids and random draws in the first cache.
/// </summary>
internal static class TrainCommand
{
    public const string Usage = "train [--rows 312320] [--epochs 3] [--threads 0] [--seed 1] [--json FILE]: "
        + "epochs of pre-training and joint training, and their floor";

    private const int Units = 72;

    public static async Task Run(LoadOptions options, TextWriter output)
    {
        var (rows, epochs) = (options.Int("rows", 312_320), options.Int("epochs", 3));
        var threads = options.Int("threads", 0) is var asked and > 0 ? asked : Environment.ProcessorCount;
        var random = new RandomStream((ulong)options.Int("seed", 1));
        var visible = Enumerable.Repeat(.3f, rows * Units).ToArray();
        random.Sample(visible);
        var paper = BoltzmannTrainingOptions.Paper;
        var plan = paper with
        {
            Threads = threads,
            Pretraining = paper.Pretraining with { Epochs = epochs },
            Joint = paper.Joint with { Epochs = epochs },
        };
        var clock = new EpochClock();
        BoltzmannTrainer.Train(visible, Units, plan, visible.AsMemory(0, Math.Min(rows, 30_720) * Units), clock);
        var work = TrainingFloor.Of([Units, .. plan.HiddenLayers], rows, plan);
        output.WriteLine($"{rows:N0} rows, {threads} threads; medians of {epochs - 1} epochs after the first");
        output.WriteLine($"{"epoch",-18}{"wall s",9}{"core s",9}{"floor core s",14}{"times",8}");
        var json = new JsonArray();
        var phases = clock.Phases;
        for (var phase = 0; phase < work.Length; phase++)
        {
            var (wall, cores) = phases[phase];
            var floor = work[phase].Seconds();
            output.WriteLine($"{work[phase].Name,-18}{wall,9:F3}{cores,9:F3}{floor,14:F3}{cores / floor,8:F2}");
            json.Add(new JsonObject
            {
                ["epoch"] = work[phase].Name,
                ["wall"] = wall,
                ["cores"] = cores,
                ["floor"] = floor,
            });
        }

        if (options.Text("json") is { } path)
            await File.WriteAllTextAsync(path, new JsonObject { ["rows"] = rows, ["epochs"] = json }.ToJsonString());
    }

    /// <summary>Wall and processor time of every epoch, by phase: each layer's pre-training, then the joint.</summary>
    private sealed class EpochClock : IProgress<TrainingProgress>
    {
        private readonly List<(string Phase, double Wall, double Cores)> _epochs = [];
        private long _last = Stopwatch.GetTimestamp();
        private TimeSpan _cores = Environment.CpuUsage.TotalTime;

        public (double Wall, double Cores)[] Phases =>
        [
            .. from epoch in _epochs
                group epoch by epoch.Phase into phase
                let measured = phase.Skip(1).DefaultIfEmpty(phase.First()).ToArray()
                select (Median(measured.Select(e => e.Wall)), Median(measured.Select(e => e.Cores))),
        ];

        public void Report(TrainingProgress value)
        {
            var cores = Environment.CpuUsage.TotalTime;
            var phase = value.Stage == "training" ? value.Stage : value.Detail.Split(',')[0];
            _epochs.Add((phase, Stopwatch.GetElapsedTime(_last).TotalSeconds, (cores - _cores).TotalSeconds));
            (_last, _cores) = (Stopwatch.GetTimestamp(), cores);
        }

        private static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToArray();
            return sorted[sorted.Length / 2];
        }
    }
}
