namespace WorldModel.Numerics;

/// <summary>The logistic function and its relatives in double precision, without overflow at either end.</summary>
public static class Logit
{
    /// <summary>ln(p / (1 - p)).</summary>
    public static double Of(double probability) => Math.Log(probability) - Math.Log(1 - probability);

    /// <summary>As <see cref="Of(double)"/> with the probability first clipped to [clip, 1 - clip].</summary>
    public static double Of(double probability, double clip) => Of(Math.Clamp(probability, clip, 1 - clip));

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Inverse(double x)
    {
        if (x >= 0) return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>ln(1 + exp(x)).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>ln(1 / (1 + exp(-x))).</summary>
    public static double LogSigmoid(double x) => -Softplus(-x);

    /// <summary>p ln p + (1 - p) ln(1 - p): minus the entropy of a coin, in nats; 0 at p = 0 and 1.</summary>
    public static double NegativeEntropy(double p) => XLogX(p) + XLogX(1 - p);

    private static double XLogX(double x) => x > 0 ? x * Math.Log(x) : 0;

    /// <summary>ln(1 + y) for y in [0, 1], accurate for tiny y (Goldberg 1991, theorem 4).</summary>
    private static double LogOnePlus(double y)
    {
        var sum = 1 + y;
        return sum == 1 ? y : Math.Log(sum) * (y / (sum - 1));
    }
}
