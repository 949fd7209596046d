using WorldModel.Evaluation;

namespace WorldModel.Cli.Demo.Findings;

/// <summary>What the data can say of an action, and whether predictions hold where it was taken.</summary>
/// <param name="Action">The action.</param>
/// <param name="Identified"><c>randomised</c>, <c>adjusted</c> or <c>no</c>.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Share">Share of training rows that had it.</param>
/// <param name="OutsideShare">Share of rows whose propensity leaves [.02, .98].</param>
/// <param name="Outcomes">Predicted and observed on the streamed days, where the action was taken.</param>
internal sealed record ActionFinding(
    string Action, string Identified, string Reason, double Share, double OutsideShare,
    IReadOnlyList<CalibrationFinding> Outcomes);

/// <summary>Mean prediction and observed rate of an outcome on rows with an action on.</summary>
internal sealed record CalibrationFinding(string Outcome, int Rows, double Predicted, double Observed);

/// <summary>An outcome's predictions in groups of equal size: mean prediction, observed rate, rows.</summary>
internal sealed record CalibrationBins(
    string Outcome, IReadOnlyList<(double Predicted, Estimate Observed, long Count)> Points);
