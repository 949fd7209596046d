using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>
/// Whether plausibility tells consumers from what only looks like them field by field: the AUC with which free energy
/// separates rows kept from training from rows whose fields come from different rows each. A field is what one fact
/// writes: an attribute, an outcome's recency, counts or rates, what a lagged day holds of one action or outcome. So a
/// shuffled row has only values that consumers have, each as often as they have it, and no encoding that cannot be.
/// </summary>
internal static class FieldShuffle
{
    private const int MostRows = 2048;
    private const ulong Stream = 0x5348554646;

    /// <summary>Between 0 and 1; .5 tells nothing.</summary>
    public static double Auc(
        TrainingSet rows, int[] held, Func<ReadOnlySpan<float>, double> freeEnergy, Encoder encoder, ulong seed,
        ParallelOptions parallel)
    {
        var random = new RandomStream(seed, Stream);
        var count = Math.Min(MostRows, held.Length);
        var real = Draw(held, count, random);
        var fields = Fields(encoder).ToArray();
        var sources = Array.ConvertAll(fields, _ => Draw(held, count, random));
        var (scores, shuffled) = (new float[2 * count], new float[2 * count]);
        Parallel.For(0, count, parallel, i =>
        {
            var row = rows.VisibleRow(real[i]).ToArray();
            scores[i] = (float)freeEnergy(row);
            for (var field = 0; field < fields.Length; field++)
            {
                var source = rows.VisibleRow(sources[field][i]);
                foreach (var unit in fields[field]) row[unit] = source[unit];
            }

            scores[count + i] = (float)freeEnergy(row);
            shuffled[count + i] = 1;
        });
        return RankAuc.Of(scores, shuffled);
    }

    /// <summary>Units by field; the calendar is no part of plausibility and of none.</summary>
    private static IEnumerable<int[]> Fields(Encoder encoder) => Enumerable.Range(0, encoder.Units)
        .Where(unit => encoder.UnitSpecs[unit].Group != UnitGroup.Calendar)
        .GroupBy(unit => (encoder.UnitSpecs[unit].Group, encoder.UnitSpecs[unit].Source, encoder.UnitSpecs[unit].Lag))
        .Select(field => field.ToArray());

    private static int[] Draw(int[] held, int count, RandomStream random)
    {
        var order = (int[])held.Clone();
        random.Shuffle<int>(order);
        return order[..count];
    }
}
