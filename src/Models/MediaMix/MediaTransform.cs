namespace WorldModel.Models.MediaMix;

/// <summary>Spend to pressure: geometric adstock, then Hill's curve.</summary>
/// <param name="Decay">Share of a week's adstock that is left in the next, in [0, 1).</param>
/// <param name="Half">Adstock of half the full effect, in the channel's mean week with spend.</param>
/// <param name="Shape">Hill's exponent.</param>
public readonly record struct MediaTransform(double Decay, double Half, double Shape)
{
    /// <param name="spend">A channel's weeks in a geo.</param>
    /// <param name="scale">Its mean week with spend; 0 where nothing was spent, and then nothing comes of it.</param>
    /// <param name="pressure">Gets a number in [0, 1) a week.</param>
    public void Apply(ReadOnlySpan<double> spend, double scale, Span<double> pressure)
    {
        if (scale <= 0)
        {
            pressure.Clear();
            return;
        }

        Adstock.Geometric(spend, Decay, pressure);
        var (half, shape) = (Half * scale, Shape);
        foreach (ref var week in pressure) week = Saturation.Hill(week, half, shape);
    }
}
