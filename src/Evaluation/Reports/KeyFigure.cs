namespace WorldModel.Evaluation.Reports;

/// <summary>A figure in large type: its name, its value as people write it, and a line of detail.</summary>
public sealed record KeyFigure(string Name, string Value, string? Detail = null);
