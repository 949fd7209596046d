using WorldModel.Evaluation.Backtests;

namespace WorldModel.Cli.Backtests;

/// <summary>A backtest and how to repeat it.</summary>
/// <param name="Experiment">The table's name.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Budget">In currency for all rows.</param>
/// <param name="Result">What came out.</param>
/// <param name="Provenance">Command, seed, model, schema.</param>
internal sealed record BacktestRun(
    string Experiment, int Rows, double? Budget, BacktestResult Result, (string Name, string Value)[] Provenance);
