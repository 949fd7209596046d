namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What a learner says about the test rows, before anybody measured it against the truth.</summary>
/// <param name="Learner">The learner's name in all tables.</param>
internal sealed record Findings(string Learner)
{
    /// <summary>Log odds under the actions as they were, by outcome; null where not predicted.</summary>
    public double[]?[] Logits { get; init; } = new double[]?[Contrast.Outcomes.Length];

    /// <summary>Log odds of the validation rows, to choose thresholds by; null where not told.</summary>
    public double[]?[] ValidationLogits { get; init; } = new double[]?[Contrast.Outcomes.Length];

    /// <summary>Effects of those contrasts that the learner estimates.</summary>
    public Dictionary<Contrast, EffectEstimate> Effects { get; init; } = [];

    /// <summary>Figures that only this learner has: energies, fits, what was chosen.</summary>
    public List<Figure> Own { get; init; } = [];

    /// <summary>Curves that only this learner has.</summary>
    public List<Curve> Curves { get; init; } = [];
}
