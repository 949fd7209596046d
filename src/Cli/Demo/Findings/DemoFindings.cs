using WorldModel.Cli.Demo.Rules;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Demo.Findings;

/// <summary>All that a demo found out: what the summary, the report and the results file are made from.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Prediction">How well the streamed days were predicted.</param>
/// <param name="Campaign">The campaign as the silo reports it.</param>
/// <param name="LargestValue">The largest claimed value of one option: the bound on the dual gap.</param>
/// <param name="Claim">What the claim is made of.</param>
/// <param name="Scores">The rules at equal spend: the allocation first, the oracle second.</param>
/// <param name="Claims">Claimed and delivered by treatment.</param>
/// <param name="Frontier">What other budgets would buy: claimed, and by the truth.</param>
/// <param name="Stories">Some consumers with their options and why.</param>
/// <param name="Actions">Overlap and calibration per action.</param>
/// <param name="Calibration">Predicted against observed, in groups of equal size.</param>
/// <param name="Model">The model used.</param>
/// <param name="Stream">What went through the API.</param>
/// <param name="Times">Seconds per phase.</param>
internal sealed record DemoFindings(
    DemoOptions Options, PredictionFinding Prediction, CampaignInfo Campaign, double LargestValue,
    ClaimParts Claim, IReadOnlyList<RuleScore> Scores, IReadOnlyList<ClaimFinding> Claims,
    IReadOnlyList<FrontierFinding> Frontier,
    IReadOnlyList<ConsumerStory> Stories, IReadOnlyList<ActionFinding> Actions,
    IReadOnlyList<CalibrationBins> Calibration, ModelFinding Model, StreamFinding Stream,
    IReadOnlyList<PhaseTime> Times)
{
    public RuleScore Allocation => Scores.Single(s => s.Kind == RuleKind.WorldModel);

    public RuleScore Oracle => Scores.Single(s => s.Kind == RuleKind.Oracle);

    /// <summary>The rule that brings most, but for the allocation itself and the oracle.</summary>
    public RuleScore BestRule => Scores.Where(s => s.Kind == RuleKind.Rule).MaxBy(s => s.Delivered)!;
}

/// <summary>AUC on the streamed days, beside the AUC of the true probabilities.</summary>
internal sealed record PredictionFinding(
    double VisitAuc, double VisitAucOracle, double PurchaseAuc, double PurchaseAucOracle, int Rows);

/// <summary>A point of the frontier: value claimed by the model and true value of the same allocation.</summary>
internal sealed record FrontierFinding(double Budget, double Claimed, double Delivered, double ShadowPrice);

/// <summary>The model that answered.</summary>
internal sealed record ModelFinding(string Hash, string Schema, string Layers, int TrainingRows, string File);

/// <summary>What went through the HTTP API.</summary>
internal sealed record StreamFinding(long HistoryEvents, long StreamedEvents, long Predictions, long Refused);
