namespace WorldModel.Simulation;

/// <summary>
/// The utilities of Purchase World without their noise. The order of every sum is the author's, since the panel is
/// defined to the bit.
/// </summary>
public static class PurchaseUtility
{
    private const double BasePrice = 100;

    /// <param name="consumers">The consumers.</param>
    /// <param name="i">Which of them.</param>
    /// <param name="actions">What is done on the day.</param>
    /// <param name="since">Days since the last visit, 0 on the morning after it; 999 and more: never.</param>
    public static double Visit(PurchaseConsumers consumers, int i, PurchaseActions actions, int since)
    {
        double gamma = consumers.Gamma[i];
        double recency = Math.Min(since, 30) / 30.0;
        return -0.3
            + consumers.Beta[i]
            + (gamma * One(actions.Campaign) * 1.2)
            + (gamma * One(actions.Coupon) * 0.8)
            + (gamma * One(actions.Push) * 0.6)
            + (0.1 * consumers.Loyalty[i])
            - (0.3 * (1.0 - recency));
    }

    /// <param name="consumers">The consumers.</param>
    /// <param name="i">Which of them.</param>
    /// <param name="actions">What is done on the day.</param>
    /// <param name="since">Days since the last purchase, 0 on the morning after it; 999 and more: never.</param>
    public static double Purchase(PurchaseConsumers consumers, int i, PurchaseActions actions, int since)
    {
        double price = (Price(actions, consumers.Loyalty[i] == 1) - BasePrice) / BasePrice;
        double recency = Math.Min(since, 60) / 60.0;
        return -1.0
            + consumers.Beta[i]
            - (consumers.Alpha[i] * price)
            + (0.30 * consumers.Loyalty[i])
            - (0.8 * (1.0 - recency));
    }

    /// <summary>What a consumer pays: 100 less the discounts of the day.</summary>
    public static double Price(PurchaseActions actions, bool loyal)
    {
        double price = BasePrice;
        price -= One(actions.Sale1) * BasePrice * 0.05;
        price -= One(actions.Sale2) * BasePrice * 0.03;
        price -= One(actions.Campaign) * BasePrice * 0.05;
        price -= One(actions.Coupon) * BasePrice * (loyal ? 0.01 : 0.025);
        return price;
    }

    public static double Sigmoid(double x) => 1.0 / (1.0 + Math.Exp(-x));

    private static double One(bool on) => on ? 1 : 0;
}
