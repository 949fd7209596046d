namespace WorldModel.Models.MediaMix;

/// <summary>One draw of a parametric mix.</summary>
/// <param name="Transforms">One a channel.</param>
/// <param name="Weights">Full effect of each channel, in a geo's mean weekly outcome.</param>
/// <param name="Baseline">Weights of the baseline's columns, geos x columns, in the same unit.</param>
public sealed record CurveDraw(MediaTransform[] Transforms, double[] Weights, double[] Baseline);
