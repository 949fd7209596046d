using WorldModel.Evaluation;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>One method beside the two-stage network of the same size on the same draws.</summary>
/// <param name="Regime">A regime, or "all".</param>
/// <param name="Network">The network's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Budget">A share of full spend, or "all".</param>
/// <param name="Gain">Incremental value over the two-stage network's, less 1; paired interval.</param>
/// <param name="OfOracle">Mean share of the oracle's incremental value; NaN where no truth is known.</param>
/// <param name="Worse">Share of cells that earn over 2 % less than the two-stage network.</param>
internal sealed record SummaryRow(
    string Regime, string Network, string Method, string Budget, Estimate Gain, double OfOracle, double Worse)
{
    /// <summary>Regime, network or budget taken together.</summary>
    public const string All = "all";
}
