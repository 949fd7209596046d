using WorldModel.Allocation;
using WorldModel.Evaluation.Campaigns;
using WorldModel.Grains.Campaigns;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// What each treatment of a campaign is worth over nothing, and costs, for rows of visible units and beliefs: money is
/// rounded to micro-units here, once, before anything is compared or summed. A treatment is excluded where the data do
/// not identify its effect on an outcome that the campaign values or that its cost depends on.
/// </summary>
internal sealed class CampaignScorer
{
    private readonly FrozenModel _model;
    private readonly CampaignTerms _terms;
    private readonly double[] _values;
    private readonly float[] _levels;
    private readonly string?[] _excludedBy;

    /// <param name="model">The model.</param>
    /// <param name="terms">The campaign.</param>
    /// <param name="context">Actions that are on whatever the treatment.</param>
    /// <param name="day">The day's number: what runs by the calendar then is on too.</param>
    /// <param name="rows">Rows that are scored at most at once.</param>
    public CampaignScorer(
        FrozenModel model, CampaignTerms terms, IReadOnlyList<ActionLevel> context, int day, int rows)
    {
        (_model, _terms, Day) = (model, terms, day);
        Treatment[] treatments = [.. terms.Treatments.Select(treatment => treatment.Treatment)];
        Plan = new TreatmentPlan(model.Schema, treatments, context, day);
        Claims = model.Claims(Plan);
        _levels = new float[rows * Plan.Options * Outcomes];
        _values = new double[rows * treatments.Length];
        _excludedBy = [.. Enumerable.Range(0, treatments.Length).Select(WhyExcluded)];
    }

    public TreatmentPlan Plan { get; }

    /// <summary>The day's number.</summary>
    public int Day { get; }

    /// <summary>Treatments x outcomes.</summary>
    public EffectClaim[,] Claims { get; }

    private int Outcomes => _model.Schema.Outcomes.Count;

    /// <summary>Why a treatment is excluded; null where it is not.</summary>
    public string? ExcludedBy(int treatment) => _excludedBy[treatment];

    /// <summary>Scores rows; <see cref="Value"/> and <see cref="Cost"/> then answer for them.</summary>
    public void Score(ReadOnlySpan<float> visible, ReadOnlySpan<float> beliefs, int rows)
    {
        var levels = _levels.AsSpan(0, rows * Plan.Options * Outcomes);
        _model.Levels(visible, beliefs, rows, Plan, levels);
        TreatmentValues.Sum(levels, rows, Plan.Options, _terms.Worth, _values.AsSpan(0, rows * _excludedBy.Length));
    }

    /// <summary>What a row's outcomes are expected to be worth if nothing is given, in micro-units.</summary>
    public long Untreated(int row)
    {
        var worth = 0.0;
        for (var outcome = 0; outcome < Outcomes; outcome++)
            worth += _terms.Worth[outcome] * _levels[(row * Plan.Options * Outcomes) + outcome];
        return (long)Math.Clamp(Math.Round(worth * Micros.PerUnit), -ProductSums.Most, ProductSums.Most);
    }

    /// <summary>Micro-units; <see cref="CampaignColumns.Excluded"/> where the treatment is excluded.</summary>
    public long Value(int row, int treatment) => _excludedBy[treatment] is not null
        ? CampaignColumns.Excluded
        : (long)Math.Round(_values[(row * _excludedBy.Length) + treatment] * Micros.PerUnit);

    /// <summary>Micro-units: of a contact, or expected where an outcome makes the cost due.</summary>
    public long Cost(int row, int treatment)
    {
        var terms = _terms.Treatments[treatment];
        if (terms.CostOutcome < 0) return terms.CostMicros;
        var level = _levels[(((row * Plan.Options) + 1 + treatment) * Outcomes) + terms.CostOutcome];
        return (long)Math.Round(terms.Cost * Math.Max(0, (double)level) * Micros.PerUnit);
    }

    /// <summary>What the effect of a treatment may claim: the least of the outcomes that the campaign values.</summary>
    public Identification Identified(int treatment) => Enumerable.Range(0, Outcomes)
        .Where(outcome => _terms.Worth[outcome] != 0)
        .Min(outcome => Claims[treatment, outcome].Identification);

    private string? WhyExcluded(int treatment)
    {
        for (var outcome = 0; outcome < Outcomes; outcome++)
        {
            var matters = _terms.Worth[outcome] != 0 || _terms.Treatments[treatment].CostOutcome == outcome;
            if (matters && Claims[treatment, outcome].Identification == Identification.No)
                return Claims[treatment, outcome].Reason;
        }

        return null;
    }
}
