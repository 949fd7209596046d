namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// Spend as the tokenizer reads it: u = ln(1 + s / scale), then u and sin, cos(2 pi f u) for f = 1/8, 1/4, 1/2 ...
/// </summary>
public static class SpendEncoding
{
    private const double Lowest = 1.0 / 8;

    /// <summary>Numbers for one spend.</summary>
    public static int Width(int frequencies) => 1 + 2 * frequencies;

    /// <summary>Writes the code of a spend; of no spend it is 0, 0, 1, 0, 1 ...</summary>
    /// <param name="spend">At least 0.</param>
    /// <param name="scale">The channel's unit, positive: the mean of its weeks with spend.</param>
    /// <param name="to"><see cref="Width"/> numbers.</param>
    public static void Write(double spend, double scale, Span<float> to)
    {
        if (!(spend >= 0)) throw new ArgumentOutOfRangeException(nameof(spend), spend, "expected at least 0");
        if (!(scale > 0)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "expected more than 0");
        var u = Math.Log(1 + spend / scale);
        to[0] = (float)u;
        var turn = 2 * Math.PI * Lowest * u;
        for (var i = 1; i < to.Length; i += 2, turn *= 2)
            (to[i], to[i + 1]) = ((float)Math.Sin(turn), (float)Math.Cos(turn));
    }
}
