using WorldModel.Evaluation.Campaigns;
using WorldModel.Grains.Campaigns;
using WorldModel.Schema;

namespace WorldModel.Grains.Measuring;

/// <summary>An outcome that a campaign values: what it is worth, and over how many days it is a decision's.</summary>
/// <param name="Outcome">Its place in the schema.</param>
/// <param name="Days">Its window; 1: the decision's own day.</param>
/// <param name="Unit">What one of it is worth in currency.</param>
/// <param name="Counter">
/// Place of its count where a window of several days holds a binary outcome once, as it does for the model; else -1.
/// </param>
internal sealed record OutcomeWindow(int Outcome, int Days, double Unit, int Counter)
{
    /// <summary>What so many millionths are worth in micro-units of currency.</summary>
    public long Worth(long micros) =>
        (long)Math.Clamp(Math.Round(Unit * micros), -ProductSums.Most, ProductSums.Most);

    public static OutcomeWindow[] Of(CampaignTerms terms, ConsumerSchema schema)
    {
        var windows = new List<OutcomeWindow>();
        var counters = 0;
        for (var i = 0; i < schema.Outcomes.Count; i++)
        {
            if (terms.Worth[i] == 0) continue;
            var outcome = schema.Outcomes[i];
            var counts = outcome is { Kind: OutcomeKind.Binary, WindowDays: > 1 };
            windows.Add(new OutcomeWindow(i, outcome.WindowDays, terms.Worth[i], counts ? counters++ : -1));
        }

        return [.. windows];
    }
}
