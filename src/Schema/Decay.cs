namespace WorldModel.Schema;

/// <summary>Powers of 2^(-1/half-life), tabulated by repeated products so that their bits are fixed.</summary>
internal sealed class Decay
{
    private const double Negligible = 1e-12;
    private readonly double[] _powers;

    public Decay(double halfLifeDays)
    {
        Factor = Math.Pow(2, -1 / halfLifeDays);
        var powers = new List<double>();
        for (double power = 1; power > Negligible; power *= Factor)
            powers.Add(power);
        _powers = [.. powers];
    }

    public double Factor { get; }

    /// <summary>
    /// Adds a day's amount to a sum that stood so many days before. Settling and encoding take the same steps, so the
    /// day on which a day settles leaves no trace in the sum's bits.
    /// </summary>
    public float Add(float sum, int days, long micros) =>
        (float)((sum * After(days)) + ((double)micros / StateEvent.One));

    /// <summary>The weight of a day so many days back.</summary>
    public double After(int days) => days < _powers.Length ? _powers[days] : 0;

    /// <summary>The weights of so many days together, yesterday's being 1.</summary>
    public double Mass(int days) => (1 - After(days)) / (1 - Factor);
}
