using WorldModel.Evaluation;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Scoring;

/// <summary>Everything that is measured about a learner's findings on one world.</summary>
internal sealed class FindingsScore(WorldData data, int replicates)
{
    /// <summary>Draws of consumers behind an interval: what docs quote, and what a look needs.</summary>
    public const int FullReplicates = 400;

    public const int QuickReplicates = 60;

    private readonly OutcomeScores _outcomes = new(data, new Bootstrap(11, replicates));
    private readonly EffectScores _effects = new(data, new Bootstrap(11, replicates));

    public (Figure[] Figures, Curve[] Curves) Of(Findings findings)
    {
        var (figures, curves) = (new List<Figure>(), new List<Curve>());
        for (var outcome = 0; outcome < findings.Logits.Length; outcome++)
        {
            if (findings.Logits[outcome] is not { } logits) continue;
            figures.AddRange(_outcomes.Of(outcome, logits));
            if (findings.ValidationLogits[outcome] is { } validation)
                figures.AddRange(_outcomes.Decisions(outcome, logits, validation));
            curves.Add(_outcomes.CalibrationOf(outcome, logits));
        }

        foreach (var (contrast, effect) in findings.Effects) figures.AddRange(_effects.Of(contrast, effect));
        figures.AddRange(findings.Own);
        curves.AddRange(findings.Curves);
        return ([.. figures.Where(figure => double.IsFinite(figure.Value))], [.. curves]);
    }
}
