namespace WorldModel.Evaluation.Backtests;

/// <summary>A backtest's figures over all splits, and each split's own.</summary>
public sealed record BacktestResult(BacktestFigures Pooled, IReadOnlyList<BacktestFigures> Splits);
