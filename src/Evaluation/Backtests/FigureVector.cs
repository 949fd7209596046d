namespace WorldModel.Evaluation.Backtests;

/// <summary>A split's figures as the vector that <see cref="SplitMeasurement"/> names.</summary>
internal static class FigureVector
{
    public static List<Estimate> Of(BacktestFigures figures) =>
    [
        .. figures.Aucs.Select(auc => auc.Auc),
        .. figures.Uplifts.SelectMany(uplift => new[] { uplift.Auuc, uplift.Qini, uplift.Effect }),
        figures.Learned,
        .. figures.Arms.Select(arm => arm.Value),
        .. figures.Arms.Select(arm => arm.OverControl),
        .. figures.Arms.Select(arm => arm.LearnedOver),
        .. figures.Today is { } today ? [today, figures.LearnedOverToday!.Value] : Array.Empty<Estimate>(),
    ];
}
