using WorldModel.Models.Networks;
using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>How a decision loss on rows of a log pulls at a network's outputs, in the network's units.</summary>
internal sealed class DecisionSlopes(TrialLog log, TrialScores scores, ResponseScale scale)
{
    /// <summary>The gradient in the outputs, the mean over prices.</summary>
    /// <param name="rows">Rows of the log.</param>
    /// <param name="outputs">Their outputs, rows x 2 arms.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="prices">One a budget.</param>
    public float[] Of(
        ReadOnlySpan<int> rows, ReadOnlySpan<float> outputs, IDecisionLoss loss, DecisionPrice[] prices)
    {
        var predicted = Array.ConvertAll(outputs.ToArray(), x => (double)x);
        var slopes = new double[predicted.Length];
        var batch = Gather(rows);
        foreach (var price in prices) loss.Add(predicted, batch, price, slopes);
        return Array.ConvertAll(slopes, slope => (float)(slope / prices.Length));
    }

    private DecisionBatch Gather(ReadOnlySpan<int> rows)
    {
        var arms = log.Arms;
        var batch = new DecisionBatch
        {
            Arms = arms,
            Arm = new int[rows.Length],
            Weight = new double[rows.Length],
            Value = new double[rows.Length * arms],
            Cost = new double[rows.Length * arms],
            AllArms = scores.AllArms,
        };
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            batch.Arm[i] = log.Arm[row];
            batch.Weight[i] = 1 / log.Share(log.Arm[row]);
            for (var j = 0; j < arms; j++)
            {
                batch.Value[i * arms + j] = scores.Value[row * arms + j] / scale.ValueSpread;
                batch.Cost[i * arms + j] = scores.Cost[row * arms + j] / scale.CostSpread;
            }
        }

        return batch;
    }
}
