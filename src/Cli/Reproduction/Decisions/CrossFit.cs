using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>Predictions of a log's rows by networks that have not seen them: each half by the other's.</summary>
internal static class CrossFit
{
    public static ResponseTable Of(TrialLog log, TrialLog validation, NetworkRecipe recipe)
    {
        var half = log.Rows / 2;
        int[][] parts = [[.. Enumerable.Range(0, half)], [.. Enumerable.Range(half, log.Rows - half)]];
        var predicted = new ResponseTable(log.Rows, log.Arms);
        for (var part = 0; part < 2; part++)
        {
            var other = TwoStageTrainer.Train(log.Select(parts[1 - part]), validation, recipe);
            var of = other.Predict(log.Select(parts[part]).Features);
            of.Value.CopyTo(predicted.Value, parts[part][0] * log.Arms);
            of.Cost.CopyTo(predicted.Cost, parts[part][0] * log.Arms);
        }

        return predicted;
    }
}
