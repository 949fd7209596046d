namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>A learner's effect of a contrast on every test row, on both scales.</summary>
/// <param name="Logit">Difference of log odds; null where the learner has none.</param>
/// <param name="Probability">Difference of probabilities.</param>
/// <param name="Imposed">Whether the learner sets it by construction, so that a placebo proves nothing.</param>
internal sealed record EffectEstimate(double[]? Logit, double[] Probability, bool Imposed = false)
{
    /// <summary>From the log odds without and with the action.</summary>
    public static EffectEstimate FromLogits(double[] off, double[] on, bool imposed = false)
    {
        var (logit, probability) = (new double[off.Length], new double[off.Length]);
        for (var row = 0; row < off.Length; row++)
        {
            logit[row] = on[row] - off[row];
            probability[row] = Numerics.Logit.Inverse(on[row]) - Numerics.Logit.Inverse(off[row]);
        }

        return new EffectEstimate(logit, probability, imposed);
    }
}
