using WorldModel.Models.Trials;

namespace WorldModel.Models.Networks;

/// <summary>
/// The units that networks train in: values and costs centred and divided by their standard deviations in the log.
/// Centres drop out of every difference between arms; a price in money becomes one in these units by
/// <see cref="ScaledPrice"/>.
/// </summary>
/// <param name="ValueMean">Mean value of a row.</param>
/// <param name="ValueSpread">Standard deviation of the value.</param>
/// <param name="CostMean">Mean cost of a row.</param>
/// <param name="CostSpread">Standard deviation of the cost.</param>
public sealed record ResponseScale(double ValueMean, double ValueSpread, double CostMean, double CostSpread)
{
    public static ResponseScale Of(TrialLog log)
    {
        var (valueMean, valueSpread) = Moments(log.Value);
        var (costMean, costSpread) = Moments(log.Cost);
        return new ResponseScale(valueMean, valueSpread, costMean, costSpread);
    }

    /// <summary>Value per cost, from units of currency.</summary>
    public double ScaledPrice(double price) => price * CostSpread / ValueSpread;

    /// <summary>Value per cost, to units of currency.</summary>
    public double Price(double scaled) => scaled * ValueSpread / CostSpread;

    private static (double Mean, double Spread) Moments(double[] numbers)
    {
        var mean = numbers.Average();
        var spread = Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Length);
        return (mean, spread > 0 ? spread : 1);
    }
}
