using System.Diagnostics;
using System.Text.Json.Nodes;
using WorldModel.Bench.Load;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Models.Transformers;
using WorldModel.Numerics;

namespace WorldModel.Bench.Training;

/// <summary>
/// Training steps of the media mix transformer, every size, beside the least time of their products: multiply-adds from
/// registers.
/// </summary>
internal static class MixCommand
{
    public const string Usage = "mix [--series 8] [--channels 20] [--weeks 156] [--steps 12] [--threads 0] "
        + "[--json FILE]: training steps of the media mix transformer, and their floor";

    private const int Covariates = 6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task Run(LoadOptions options, TextWriter output)
    {
        var (series, steps) = (options.Int("series", 8), options.Int("steps", 12));
        var (channels, weeks) = (options.Int("channels", 20), options.Int("weeks", 156));
        var threads = options.Int("threads", 0) is var asked and > 0 ? asked : Environment.ProcessorCount;
        output.WriteLine(
            $"{channels} channels, {weeks} weeks, batches of {series} series, {threads} threads; medians of {steps}");
        output.WriteLine(
            $"{"parameters",-12}{"steps/s",9}{"core ms",9}{"GFLOP/s a core",16}{"floor GFLOP/s",15}{"share",8}");
        var json = new JsonArray();
        foreach (var regions in (int[])[1, 20, 200])
        {
            var size = MediaMixOptions.For(weeks, regions) with { Covariates = Covariates };
            var row = Measure(size, series, channels, weeks, steps, threads);
            output.WriteLine(
                $"{row.Parameters,-12:N0}{1 / row.Wall,9:F2}{row.Core * 1e3,9:F1}{row.Rate,16:F1}{row.Peak,15:F1}"
                + $"{row.Rate / row.Peak,8:P0}");
            json.Add(new JsonObject
            {
                ["parameters"] = row.Parameters,
                ["stepsPerSecond"] = 1 / row.Wall,
                ["coreSeconds"] = row.Core,
                ["gflops"] = row.Rate,
                ["floorGflops"] = row.Peak,
            });
        }

        if (options.Text("json") is { } path) await File.WriteAllTextAsync(path, json.ToJsonString());
    }

    private static Row Measure(MediaMixOptions size, int series, int channels, int weeks, int steps, int threads)
    {
        var random = new RandomStream(1);
        var table = new MediaMixTable(series, weeks, channels, size);
        table.DrawCodes(random, perSeries: true);
        foreach (ref var spend in table.Spend.AsSpan()) spend = random.Bernoulli(.7) ? random.NextDouble() : 0;
        foreach (ref var outcome in table.Outcome.AsSpan()) outcome = (float)random.NextGaussian();
        foreach (ref var covariate in table.Covariates.AsSpan()) covariate = (float)random.NextGaussian();
        table.Measure(weeks);
        var model = new MediaMixModel<float>(size);
        model.Start(random);
        var training = new MediaMixTraining(model, table);
        var trainer = new AlternatingTrainer(
            training, new AlternatingOptions(steps, 1) { Batch = series, Slice = 1, Threads = threads, Alpha = 0 });
        var one = training.Record(1, TrainingPhase.Outcome, balanced: false);
        one.Load([0], 1, 0);
        var multiplyAdds = series * one.Tape.MultiplyAdds;

        // Long enough that every loop runs as the compiler leaves it in the end.
        for (var warm = Environment.CpuUsage.TotalTime; Environment.CpuUsage.TotalTime - warm < WarmUp;)
            trainer.RunEpoch();
        var (wall, core) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            trainer.RunEpoch();
            wall[step] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            core[step] = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        }

        var median = Median(core);
        return new Row(
            model.Body.Length + model.Domain.Length, Median(wall), median, 2e-9 * multiplyAdds / median, Peak());
    }

    private static double Peak()
    {
        const long count = 400_000_000;
        var cores = new double[5];
        foreach (ref var core in cores.AsSpan())
        {
            var used = Environment.CpuUsage.TotalTime;
            Floor.MultiplyAdds(count);
            core = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        }

        return 2e-9 * count / Median(cores);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed record Row(int Parameters, double Wall, double Core, double Rate, double Peak);
}
