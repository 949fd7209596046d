namespace WorldModel.Simulation;

/// <summary>The consumers of a Purchase World: what everybody may know of them, and their hidden traits.</summary>
/// <remarks>All arrays have one entry a consumer. Source: three-in-one paper, data generating process.</remarks>
public sealed class PurchaseConsumers
{
    public const int Stores = 10;

    private static readonly double[] StoreShares = [.20, .15, .13, .12, .10, .08, .07, .06, .05, .04];

    /// <summary>Draws the consumers: stores, ages, incomes, loyalty, then the noises trait by trait.</summary>
    internal PurchaseConsumers(MersenneTwister random, int count)
    {
        double[] cumulated = Cumulated(StoreShares);
        Store = Draw(count, () => (byte)random.NextCategory(cumulated));
        Age = Draw(count, () => (byte)(20 + random.NextInt(50)));
        Income = Draw(count, () => Math.Exp(6.0 + (0.5 * random.NextNormal())));
        Loyalty = Draw(count, () => (byte)(random.NextBernoulli(0.3) ? 1 : 0));

        double[] income = Standardised(Income);
        double[] age = Standardised([.. Age.Select(a => (double)a)]);
        Alpha = Draw(count, () => 0.3 * random.NextNormal());
        Gamma = Draw(count, () => 0.15 * random.NextNormal());
        Beta = Draw(count, () => 0.3 * random.NextNormal());
        for (int i = 0; i < count; i++)
        {
            Alpha[i] = 2.0 + Alpha[i] + (-0.6 * income[i]) + (-0.4 * age[i]);
            Gamma[i] = 1.0 + Gamma[i] + (0.6 * Loyalty[i]);
            Beta[i] = Beta[i] + (0.5 * income[i]) + (0.4 * age[i]) + (0.5 * Loyalty[i]);
        }
    }

    public int Count => Store.Length;

    /// <summary>0 to 9.</summary>
    public byte[] Store { get; }

    /// <summary>20 to 69.</summary>
    public byte[] Age { get; }

    public double[] Income { get; }

    /// <summary>0 or 1.</summary>
    public byte[] Loyalty { get; }

    /// <summary>Sensitivity to price; hidden.</summary>
    public double[] Alpha { get; }

    /// <summary>Responsiveness to promotion; hidden.</summary>
    public double[] Gamma { get; }

    /// <summary>Base preference; hidden.</summary>
    public double[] Beta { get; }

    /// <summary>The consumer's id: <c>c</c> and its number, from <c>c0</c>.</summary>
    public static string IdOf(int consumer) => $"c{consumer}";

    private static T[] Draw<T>(int count, Func<T> draw)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = draw();
        return values;
    }

    private static double[] Cumulated(double[] shares)
    {
        var cumulated = new double[shares.Length];
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
            cumulated[i] = sum += shares[i];
        return [.. cumulated.Select(c => c / sum)];
    }

    /// <summary>Less the mean, over the sample's standard deviation (n - 1); 0 where all are equal.</summary>
    private static double[] Standardised(double[] values)
    {
        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        double deviation = squares > 0 ? Math.Sqrt(squares / (values.Length - 1)) : 1;
        return [.. values.Select(v => (v - mean) / deviation)];
    }
}
