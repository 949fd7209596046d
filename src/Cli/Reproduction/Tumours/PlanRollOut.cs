using WorldModel.Models.Transformers;
using WorldModel.Simulation.Tumours;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>
/// Predicts plans that go on from each day of test paths: from the volumes up to the day and the day's treatment, the
/// next volume, then under each plan the ones after, every prediction made from earlier predictions. Sequences of about
/// one length go through together.
/// </summary>
internal sealed class PlanRollOut(CausalTransformer<float> model, TumourTables tables, int horizon)
{
    private const int AtOnce = 32;
    private const int Rounding = 12;
    private readonly List<(TumourPlans Test, int Day, int Plan)> _plans = [];

    /// <summary>Adds every plan of every day whose volumes are numbers.</summary>
    public void Add(TumourPlans test)
    {
        for (var day = 0; day < test.Path.Days; day++)
            for (var plan = 0; plan < test.Plans[day].Length / horizon; plan++)
                if (!double.IsNaN(test.Volumes[day][(plan + 1) * horizon - 1])) _plans.Add((test, day, plan));
    }

    /// <summary>Tells, of each plan, actual and predicted volumes from two days after its day on, cm^3.</summary>
    public void Run(Action<double[], double[]> found)
    {
        foreach (var length in _plans.GroupBy(plan => (plan.Day + horizon) / Rounding))
        {
            var steps = (length.Key + 1) * Rounding + 1;
            var predictor = new TransformerPredictor(model, AtOnce, steps, everyTreatment: false);
            foreach (var part in length.Chunk(AtOnce)) Run(part, steps, predictor, found);
        }
    }

    private void Run(
        (TumourPlans Test, int Day, int Plan)[] part, int steps, TransformerPredictor predictor,
        Action<double[], double[]> found)
    {
        var table = new SequenceTable(part.Length, steps, TumourTables.Reads);
        var from = new int[part.Length];
        for (var i = 0; i < part.Length; i++)
        {
            var (test, day, plan) = part[i];
            (from[i], table.Lengths[i]) = (day + 1, day + 1 + horizon);
            table.Statics[i] = tables.Type(test.Path.Patient);
            for (var past = 0; past <= day; past++)
            {
                table.Outcome[i * steps + past] = tables.Scaled(test.Path.Volumes[past]);
                table.Treatment[i * steps + past] = (byte)test.Path.Treatments[past];
            }

            for (var ahead = 0; ahead < horizon; ahead++)
                table.Treatment[i * steps + day + 1 + ahead] = (byte)test.Plans[day][plan * horizon + ahead];
        }

        // The first prediction is the day's own; the plan's begin after it.
        var predicted = predictor.RollOut(table, from, horizon + 1);
        for (var i = 0; i < part.Length; i++)
        {
            var (test, day, plan) = part[i];
            var volumes = predicted.AsSpan(i * (horizon + 1) + 1, horizon).ToArray();
            found(
                test.Volumes[day].AsSpan(plan * horizon, horizon).ToArray(),
                Array.ConvertAll(volumes, volume => tables.Volume(volume)));
        }
    }
}
