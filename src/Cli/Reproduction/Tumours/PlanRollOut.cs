using System.Runtime.InteropServices;
using WorldModel.Models.Transformers;
using WorldModel.Simulation.Tumours;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>
/// Predicts plans that go on from each day of test paths: from the volumes up to the day and the day's treatment, the
/// next volume, then under each plan the ones after, every prediction made from earlier predictions.
/// </summary>
internal sealed class PlanRollOut(CausalTransformer<float> model, TumourTables tables, int horizon)
{
    private const int AtOnce = 192;

    // The day's own treatment goes before each plan.
    private readonly TransformerRollOut _rollOut = new(model, TumourWorld.Days - 1, AtOnce, horizon + 1);

    /// <summary>
    /// Tells, of each plan of a path whose volumes are numbers, actual and predicted volumes from two days after its
    /// day on, cm^3.
    /// </summary>
    public void Run(TumourPlans test, Action<ReadOnlySpan<double>, ReadOnlySpan<double>> found)
    {
        var (from, plans, actual) = (new List<int>(), new List<byte>(), new List<double>());
        for (var day = 0; day < test.Path.Days; day++)
        {
            for (var plan = 0; plan < test.Plans[day].Length / horizon; plan++)
            {
                var volumes = test.Volumes[day].AsSpan(plan * horizon, horizon);
                if (double.IsNaN(volumes[^1])) continue;
                from.Add(day + 1);
                plans.Add((byte)test.Path.Treatments[day]);
                foreach (var treatment in test.Plans[day].AsSpan(plan * horizon, horizon)) plans.Add((byte)treatment);
                actual.AddRange(volumes);
            }
        }

        _rollOut.Read(tables.Of([test.Path]), 0);
        var outcomes = _rollOut.Outcomes([.. from], [.. plans]);
        Span<double> predicted = stackalloc double[horizon];
        for (var plan = 0; plan < from.Count; plan++)
        {
            var own = outcomes.AsSpan(plan * (horizon + 1) + 1, horizon);
            for (var ahead = 0; ahead < horizon; ahead++) predicted[ahead] = tables.Volume(own[ahead]);
            found(CollectionsMarshal.AsSpan(actual).Slice(plan * horizon, horizon), predicted);
        }
    }
}
