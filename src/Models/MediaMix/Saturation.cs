namespace WorldModel.Models.MediaMix;

/// <summary>How more of the same does less.</summary>
public static class Saturation
{
    /// <summary>
    /// Hill's curve x^s / (x^s + h^s): 0 at 0, one half at h, 1 in the limit; an S where s is over 1.
    /// </summary>
    public static double Hill(double x, double half, double shape) =>
        x > 0 ? 1 / (1 + Math.Exp(shape * Math.Log(half / x))) : 0;
}
