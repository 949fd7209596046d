namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>Points to draw, in order; low and high where there is a band.</summary>
internal sealed record Curve(string Name, CurvePoint[] Points);

/// <summary>A point of a <see cref="Curve"/>.</summary>
internal sealed record CurvePoint(double X, double Y, double? Low = null, double? High = null, int Rows = 0);
