using WorldModel.Evaluation;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>
/// Figures over the trials of a study: of one trial the figure and its bootstrap interval; of several the mean, and
/// from the least to the most.
/// </summary>
internal sealed class TrialSummary(IReadOnlyList<LearnerResult> results)
{
    /// <summary>Learners in the order in which they were run.</summary>
    public string[] Learners { get; } = [.. results.Select(result => result.Learner).Distinct()];

    public IEnumerable<LearnerResult> Of(string learner) => results.Where(result => result.Learner == learner);

    /// <summary>A figure of a learner, or null where it has none.</summary>
    public Estimate? Of(string learner, string metric)
    {
        var found = Of(learner).Select(result => result[metric]).OfType<Figure>().ToArray();
        if (found.Length == 0) return null;
        if (found.Length == 1) return new Estimate(found[0].Value, found[0].Low, found[0].High);
        return new Estimate(
            found.Average(figure => figure.Value), found.Min(figure => figure.Value),
            found.Max(figure => figure.Value));
    }

    /// <summary>Learners that have a figure.</summary>
    public string[] With(string metric) => [.. Learners.Where(learner => Of(learner, metric) is not null)];
}
