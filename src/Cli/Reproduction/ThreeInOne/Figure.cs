namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>A measured figure: its name, parts separated by slashes, its value, its 95 % interval or none.</summary>
internal sealed record Figure(string Metric, double Value, double? Low = null, double? High = null)
{
    public static Figure Of(string metric, Evaluation.Estimate estimate) =>
        new(metric, estimate.Value, estimate.Low, estimate.High);
}
