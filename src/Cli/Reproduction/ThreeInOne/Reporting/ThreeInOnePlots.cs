using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>The study's drawings.</summary>
internal sealed class ThreeInOnePlots(TrialSummary summary, IReadOnlyList<LearnerResult> results)
{
    /// <summary>Distances to the oracle, and calibration of the first trial.</summary>
    public IEnumerable<IBlock> Prediction()
    {
        foreach (var outcome in Contrast.Outcomes)
        {
            var rows = Bars($"{outcome}/aucGap").ToArray();
            if (rows.Length == 0) continue;
            yield return new BarChart($"AUC below the oracle's, {outcome}", ["gap"], rows)
            {
                Format = number => number.ToString("N4", System.Globalization.CultureInfo.InvariantCulture),
            };
            yield return new CalibrationChart(
                $"Calibration, {outcome}, first trial",
                [.. from learner in summary.With($"{outcome}/auc")
                    let curve = First(learner, $"{outcome}/calibration")
                    where curve is not null
                    select new CalibrationSeries(
                        learner,
                        [.. curve.Points.Select(point => (
                            point.X, new Estimate(point.Y, point.Low, point.High), (long)point.Rows))])]);
        }
    }

    /// <summary>Rank correlation with the effect's trait and root-mean-square error, learner by learner.</summary>
    public IEnumerable<IBlock> Effect(Contrast contrast)
    {
        var ranks = Bars($"{contrast.Name}/logit/spearman/{contrast.Trait}").ToArray();
        if (ranks.Length > 0)
            yield return new BarChart($"Rank correlation of the effect with {contrast.Trait}", ["rho"], ranks);
        var errors = Bars($"{contrast.Name}/probability/pehe").ToArray();
        if (errors.Length > 0)
            yield return new BarChart("Root-mean-square error of the effect, probability", ["PEHE"], errors);
    }

    /// <summary>How validation rows came back, epoch by epoch.</summary>
    public IEnumerable<IBlock> Machine()
    {
        var lines = new List<LineSeries>();
        foreach (var result in results.Where(result => result.Learner == Learners.MachineLearner.Title))
        {
            if (Array.Find(result.Curves, curve => curve.Name == "machine/reconstruction") is not { } curve) continue;
            if (curve.Points.Length < 2) continue;
            lines.Add(new LineSeries(
                $"data {result.DataSeed}, model {result.ModelSeed}", [.. curve.Points.Select(p => (p.X, p.Y))]));
        }

        if (lines.Count == 0) yield break;
        yield return new LineChart("Reconstruction of validation rows, nats a unit", lines)
        {
            XName = "joint epoch",
            FromZero = false,
        };
    }

    private IEnumerable<BarRow> Bars(string metric) =>
        from learner in summary.With(metric)
        select new BarRow(learner, [summary.Of(learner, metric)!.Value]);

    private Curve? First(string learner, string name) => summary.Of(learner).Select(
        result => Array.Find(result.Curves, curve => curve.Name == name)).FirstOrDefault(curve => curve is not null);
}
