namespace WorldModel.Simulation;

/// <summary>The chances of a visit and of a purchase.</summary>
public readonly record struct PurchaseChances(double Visit, double Purchase)
{
    /// <summary>What they are worth.</summary>
    public double Worth(double visitValue, double purchaseValue) => (Visit * visitValue) + (Purchase * purchaseValue);
}

/// <summary>
/// What is true in a Purchase World: the chances of any consumer on any day up to the one after the panel, under any
/// actions, given the panel's history before that day.
/// </summary>
public sealed class PurchaseTruth(PurchasePanel panel)
{
    /// <summary>Chances with the noise of the utilities integrated out: the best that anybody could predict.</summary>
    public PurchaseChances Expected(int consumer, int day, PurchaseActions actions)
    {
        (double visit, double purchase) = Utilities(consumer, day, actions);
        return new PurchaseChances(
            Gumbel.MeanSigmoid(visit, PurchaseWorld.VisitNoise),
            Gumbel.MeanSigmoid(purchase, PurchaseWorld.PurchaseNoise));
    }

    /// <summary>Chances at the utilities without noise.</summary>
    public PurchaseChances NoiseFree(int consumer, int day, PurchaseActions actions)
    {
        (double visit, double purchase) = Utilities(consumer, day, actions);
        return new PurchaseChances(PurchaseUtility.Sigmoid(visit), PurchaseUtility.Sigmoid(purchase));
    }

    /// <summary>The chances with which the panel's own outcomes were drawn, noise included: the oracle.</summary>
    public PurchaseChances Drawn(int consumer, int day)
    {
        int row = panel.Row(consumer, day);
        return new PurchaseChances(panel.VisitProbability[row], panel.PurchaseProbability[row]);
    }

    /// <summary>
    /// What a consumer's chances under some actions are worth over those under others, before any cost. For the day
    /// after the panel start from <see cref="PurchasePanel.SurroundingsAt"/>.
    /// </summary>
    public double IncrementalValue(
        int consumer, int day, PurchaseActions treated, PurchaseActions untreated, double visitValue,
        double purchaseValue) =>
        Expected(consumer, day, treated).Worth(visitValue, purchaseValue)
        - Expected(consumer, day, untreated).Worth(visitValue, purchaseValue);

    private (double Visit, double Purchase) Utilities(int consumer, int day, PurchaseActions actions)
    {
        (int sinceVisit, int sincePurchase) = panel.RecencyAt(consumer, day);
        return (PurchaseUtility.Visit(panel.Consumers, consumer, actions, sinceVisit)
                + (panel.Variant?.VisitShift(panel, day) ?? 0),
            PurchaseUtility.Purchase(panel.Consumers, consumer, actions, sincePurchase)
                + (panel.Variant?.PurchaseShift(panel, day, actions) ?? 0));
    }
}
