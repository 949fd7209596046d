using WorldModel.Cli.Reproduction.ThreeInOne.Scoring;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>
/// Runs a study, trial by trial and learner by learner. Every measured learner is a line of the cells file: a study
/// that was stopped goes on where it was, and a longer one keeps what is there.
/// </summary>
internal sealed class ThreeInOneRun(ThreeInOneStudy study, string folder, TimeProvider time)
{
    private readonly List<LearnerResult> _results = [];
    private readonly CellFile<LearnerResult> _cells = new(
        Path.Combine(folder, $"cells-{study.Recipe.Name}-{study.Scale.ToString().ToLowerInvariant()}.ndjson"));
    private int _trialsDone;

    public string CellFile => _cells.Path;

    public LearnerResult[] Run(PhaseProgress progress)
    {
        Directory.CreateDirectory(folder);
        ReadBack();
        foreach (var dataSeed in study.DataSeeds)
        {
            progress.Report(Share(0), $"data seed {dataSeed}");
            var data = WorldData.Simulate(dataSeed, study.World);
            var score = new FindingsScore(data, Replicates);
            foreach (var modelSeed in study.ModelSeeds)
            {
                RunTrial(new Trial(data, modelSeed, study.Scale, progress.Stop, folder), score, progress);
                _trialsDone++;
            }
        }

        return [.. _results];
    }

    private int Replicates =>
        study.Scale == StudyScale.Full ? FindingsScore.FullReplicates : FindingsScore.QuickReplicates;

    private void RunTrial(Trial trial, FindingsScore score, PhaseProgress progress)
    {
        var learners = Learners(trial);
        for (var i = 0; i < learners.Length; i++)
        {
            var (learner, place) = (learners[i], i);
            if (Has(trial, learner.Name)) continue;
            var start = time.GetTimestamp();
            var findings = learner.Learn(trial, (share, detail) => progress.Report(
                Share((place + share) / learners.Length),
                $"data seed {trial.Data.Seed}, model seed {trial.ModelSeed}, {learner.Name}: {detail}"));
            var seconds = time.GetElapsedTime(start).TotalSeconds;
            var (figures, curves) = score.Of(findings);
            Add(new LearnerResult(
                study.Recipe.Name, Scale, trial.Data.Seed, trial.ModelSeed, learner.Name, seconds, figures, curves));
        }
    }

    private IWorldLearner[] Learners(Trial trial)
    {
        var all = study.Recipe.Learners(trial);
        IWorldLearner[] chosen = [.. all.Where(learner => study.Wants(learner.Name))];
        return chosen.Length > 0
            ? chosen
            : throw new InputException(
                "--only", study.Only, "a part of one of: " + string.Join("; ", all.Select(learner => learner.Name)));
    }

    private string Scale => study.Scale.ToString().ToLowerInvariant();

    private double Share(double ofTrial) => (_trialsDone + ofTrial) / study.Trials;

    private bool Has(Trial trial, string learner) => _results.Exists(result =>
        result.DataSeed == trial.Data.Seed && result.ModelSeed == trial.ModelSeed && result.Learner == learner);

    private void Add(LearnerResult result)
    {
        _results.Add(result);
        _cells.Add(result);
    }

    private void ReadBack() => _results.AddRange(_cells.Read().Where(result => result.Scale == Scale
        && study.DataSeeds.Contains(result.DataSeed) && study.ModelSeeds.Contains(result.ModelSeed)));
}
