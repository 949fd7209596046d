using System.Diagnostics;
using WorldModel.Allocation;
using WorldModel.Bench.Serving;
using WorldModel.Models;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Bench.Scale;

/// <summary>Seconds of one core that the kernels take a consumer, with everything in cache.</summary>
/// <param name="Belief">A belief, inferred in batches.</param>
/// <param name="Score">Levels of all outcomes under all options, from a belief.</param>
/// <param name="Hull">The upper hull of the treatments.</param>
internal sealed record ScaleFloors(double Belief, double Score, double Hull)
{
    private const int Rows = 960;
    private const int Rounds = 41;

    public static ScaleFloors Measure(string schemaFile, string modelFile, int treatments)
    {
        var model = ModelFile.Read(modelFile);
        var schema = ConsumerSchema.Load(schemaFile);
        var vector = model.Layout.Actions;
        var item = BenchCampaign.Item("floor", new DateOnly(2025, 1, 13), treatments);
        var plan = new TreatmentPlan(schema, [.. item.Treatments.Select(
            treatment => Treatment.Parse(vector, string.Join('+', treatment.Actions.Keys)))]);
        var visible = new float[Rows * model.Width];
        for (var i = 0; i < visible.Length; i++) visible[i] = i * 2654435769u % 5 == 0 ? 1 : 0;
        var belief = new float[Rows * model.BeliefUnits];
        var levels = new float[Rows * plan.Options * model.Heads.Count];
        return new ScaleFloors(
            Median(() => model.Infer(visible, Rows, belief)) / Rows,
            Median(() => model.Levels(visible, belief, Rows, plan, levels)) / Rows,
            Hulls(treatments));
    }

    private static double Hulls(int treatments)
    {
        var random = new RandomStream(1);
        var (values, costs) = (new long[Rows * treatments], new long[Rows * treatments]);
        for (var i = 0; i < values.Length; i++)
            (values[i], costs[i]) = ((long)(1e6 * random.NextDouble()), (long)(1e5 * (1 + (i % treatments))));
        var steps = new HullStep[treatments];
        return Median(() =>
        {
            for (var row = 0; row < Rows; row++)
            {
                ConsumerHull.Build(values.AsSpan(row * treatments, treatments),
                    costs.AsSpan(row * treatments, treatments), steps);
            }
        }) / Rows;
    }

    private static double Median(Action work)
    {
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 500;) work();
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds.Order().ElementAt(Rounds / 2);
    }
}
