namespace WorldModel.Simulation;

/// <summary>
/// A Purchase World lived day by day. Until somebody else decides, a day's coupons and pushes are those that the panel
/// drew; the panel lived to its end is <see cref="PurchaseWorld.Simulate"/>'s, bit by bit. A day takes the same draws
/// whatever is decided, so two lives of one seed differ by what was done and by nothing else.
/// </summary>
public sealed class PurchaseLife
{
    private readonly MersenneTwister _random;
    private readonly int[] _sinceVisit;
    private readonly int[] _sincePurchase;
    private readonly double[] _probabilities;

    internal PurchaseLife(MersenneTwister random, PurchasePanel panel)
    {
        _random = random;
        Panel = panel;
        _sinceVisit = new int[panel.Consumers.Count];
        _sincePurchase = new int[panel.Consumers.Count];
        _probabilities = new double[panel.Consumers.Count];
        Array.Fill(_sinceVisit, PurchaseWorld.Never);
        Array.Fill(_sincePurchase, PurchaseWorld.Never);
    }

    /// <summary>The world's columns: all that was done, and what came of it up to the day.</summary>
    public PurchasePanel Panel { get; }

    /// <summary>The next day to be lived, an index into the panel.</summary>
    public int Day { get; private set; }

    public bool IsOver => Day == Panel.Days;

    /// <summary>Decides a consumer's coupon and push of a day to come.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is over, or the panel has it not.</exception>
    public void Decide(int consumer, int day, bool coupon, bool push)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, Day);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(day, Panel.Days);
        int row = Panel.Row(consumer, day);
        Panel.Coupon[row] = coupon ? (byte)1 : (byte)0;
        Panel.Push[row] = push ? (byte)1 : (byte)0;
    }

    /// <summary>Lives the next day: everybody's visits, then everybody's purchases.</summary>
    /// <exception cref="InvalidOperationException">The panel is over.</exception>
    public void Live()
    {
        if (IsOver)
            throw new InvalidOperationException($"the panel's {Panel.Days} days are over");
        PurchaseConsumers consumers = Panel.Consumers;
        for (int i = 0; i < consumers.Count; i++)
        {
            double utility = PurchaseUtility.Visit(consumers, i, Panel.ActionsAt(i, Day), _sinceVisit[i]);
            if (Panel.Variant is { } variant)
                utility += variant.VisitShift(Panel, Day);
            _probabilities[i] = PurchaseUtility.Sigmoid(utility + (_random.NextGumbel() * PurchaseWorld.VisitNoise));
        }
        Happen(Panel.Visit, Panel.VisitProbability, _sinceVisit);
        for (int i = 0; i < consumers.Count; i++)
        {
            PurchaseActions actions = Panel.ActionsAt(i, Day);
            double utility = PurchaseUtility.Purchase(consumers, i, actions, _sincePurchase[i]);
            if (Panel.Variant is { } variant)
                utility += variant.PurchaseShift(Panel, Day, actions);
            _probabilities[i] =
                PurchaseUtility.Sigmoid(utility + (_random.NextGumbel() * PurchaseWorld.PurchaseNoise));
        }
        Happen(Panel.Purchase, Panel.PurchaseProbability, _sincePurchase);
        Day++;
    }

    /// <summary>Lives the days up to, but without, one.</summary>
    public void LiveTo(int day)
    {
        while (Day < day)
            Live();
    }

    private void Happen(byte[] outcome, double[] truth, int[] since)
    {
        for (int i = 0; i < _probabilities.Length; i++)
        {
            bool happens = _random.NextBernoulli(_probabilities[i]) && Day >= Panel.FirstDayOf(i);
            outcome[Panel.Row(i, Day)] = happens ? (byte)1 : (byte)0;
            truth[Panel.Row(i, Day)] = _probabilities[i];
            since[i] = happens ? 0 : since[i] + 1;
        }
    }
}
