namespace WorldModel.Simulation;

/// <summary>
/// What consumers are truly expected to do over days on which they get no coupon and no push, from where their history
/// stands: exact, noise integrated out. What a consumer does depends on the past only through the days since the last
/// visit and the last purchase, and either outcome only on its own, so the chance of each number of days is carried
/// forward from day to day.
/// </summary>
/// <param name="panel">The world; its history before the first of the days is read, nothing after.</param>
public sealed class PurchaseForecast(PurchasePanel panel)
{
    // From here on more days since change no utility: recency is capped.
    private const int VisitCap = 30;
    private const int PurchaseCap = 60;

    private readonly Dictionary<(bool, bool, bool), double[]> _visits = [];
    private readonly Dictionary<(bool, bool, bool), double[]> _purchases = [];

    /// <summary>Expected visits and purchases of one consumer on each day from one to, but without, another.</summary>
    /// <exception cref="InvalidOperationException">The world is a variant.</exception>
    public PurchaseChances[] Untreated(int consumer, int from, int to)
    {
        if (panel.Variant is not null)
            throw new InvalidOperationException("forecasts are exact for the author's world only");
        _visits.Clear();
        _purchases.Clear();
        (int sinceVisit, int sincePurchase) = panel.RecencyAt(consumer, from);
        double[] visit = Start(sinceVisit, VisitCap);
        double[] purchase = Start(sincePurchase, PurchaseCap);
        var days = new PurchaseChances[to - from];
        for (int day = from; day < to; day++)
        {
            PurchaseActions actions = panel.SurroundingsAt(consumer, day);
            (bool, bool, bool) surroundings = (actions.Sale1, actions.Sale2, actions.Campaign);
            double[] visits = Table(_visits, surroundings, VisitCap, since => Gumbel.MeanSigmoid(
                PurchaseUtility.Visit(panel.Consumers, consumer, actions, since), PurchaseWorld.VisitNoise));
            double[] purchases = Table(_purchases, surroundings, PurchaseCap, since => Gumbel.MeanSigmoid(
                PurchaseUtility.Purchase(panel.Consumers, consumer, actions, since), PurchaseWorld.PurchaseNoise));
            days[day - from] = new PurchaseChances(Pass(visit, visits), Pass(purchase, purchases));
        }
        return days;
    }

    private static double[] Start(int since, int cap)
    {
        var chances = new double[cap + 1];
        chances[Math.Min(since, cap)] = 1;
        return chances;
    }

    private static double[] Table(
        Dictionary<(bool, bool, bool), double[]> tables, (bool, bool, bool) surroundings, int cap,
        Func<int, double> chance)
    {
        if (!tables.TryGetValue(surroundings, out double[]? table))
            tables[surroundings] = table = [.. Enumerable.Range(0, cap + 1).Select(chance)];
        return table;
    }

    /// <summary>The chance that it happens today; the chances of days since move on to tomorrow.</summary>
    private static double Pass(double[] since, double[] happens)
    {
        double today = 0;
        for (int days = 0; days < since.Length; days++)
            today += since[days] * happens[days];
        int cap = since.Length - 1;
        double last = (since[cap] * (1 - happens[cap])) + (since[cap - 1] * (1 - happens[cap - 1]));
        for (int days = cap - 1; days > 0; days--)
            since[days] = since[days - 1] * (1 - happens[days - 1]);
        (since[cap], since[0]) = (last, today);
        return today;
    }
}
