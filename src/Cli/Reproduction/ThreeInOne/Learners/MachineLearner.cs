namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// Trains the trial's Boltzmann machine and looks at it alone: reconstruction, clamp test, generative fit. Predicts
/// nothing.
/// </summary>
internal sealed class MachineLearner(TrainedBelief belief) : IWorldLearner
{
    public const string Title = "DBM alone";

    public string Name => Title;

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var trained = belief.Machine((share, detail) => progress(.9 * share, detail));
        progress(.91, "clamp test");
        var findings = new Findings(Name);
        findings.Own.Add(new Figure("machine/jointEpochs", trained.Epochs.Count));
        findings.Own.Add(new Figure("machine/validationReconstruction", trained.Reconstruction));
        findings.Own.Add(new Figure("machine/validationReconstruction/marginals", trained.MarginalReconstruction));
        findings.Own.AddRange(ClampTest.Run(trial.Data, trained.Machine, belief.Sweeps));
        progress(.93, "generative fit");
        findings.Own.AddRange(GenerativeFit.Run(trial, trained.Machine, belief.Sweeps));
        findings.Curves.Add(new Curve(
            "machine/reconstruction", [.. trained.Epochs.Select((value, epoch) => new CurvePoint(epoch + 1, value))]));
        return findings;
    }
}
