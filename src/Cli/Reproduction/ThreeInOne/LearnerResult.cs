namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>A learner measured in one trial: a line of the cells file.</summary>
internal sealed record LearnerResult(
    string Recipe, string Scale, uint DataSeed, ulong ModelSeed, string Learner, double Seconds, Figure[] Figures,
    Curve[] Curves)
{
    /// <summary>The figure of that name, or null.</summary>
    public Figure? this[string metric] => Array.Find(Figures, figure => figure.Metric == metric);
}
