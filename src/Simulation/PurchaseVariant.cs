namespace WorldModel.Simulation;

/// <summary>
/// How a world departs from the author's Purchase World, to see which assumptions a learner leans on. As it stands it
/// departs in nothing. Draws that only a variant takes come after the author's own.
/// </summary>
public sealed record PurchaseVariant
{
    /// <summary>Days of sale 1 are drawn (one in seven) instead of Sundays; coupons as often for all.</summary>
    public bool Randomised { get; init; }

    /// <summary>How the log odds of a push rise with income, standardised: confounding that is seen.</summary>
    public double PushByIncome { get; init; }

    /// <summary>How the log odds of a push rise with beta: confounding that nobody sees.</summary>
    public double PushByBeta { get; init; }

    /// <summary>What a Sunday adds to the utility of a purchase, whatever the price.</summary>
    public double Sunday { get; init; }

    /// <summary>What a campaign adds to the utility of a purchase beside the price.</summary>
    public double CampaignOnPurchase { get; init; }

    /// <summary>What the last 30 days add to both utilities.</summary>
    public double LastMonth { get; init; }

    /// <summary>Every so many consumers one who comes only for the last 30 days; 0: nobody.</summary>
    public int NewcomerEvery { get; init; }

    /// <summary>Days that count as last.</summary>
    public const int LastDays = 30;

    internal double VisitShift(PurchasePanel panel, int day) => day >= panel.Days - LastDays ? LastMonth : 0;

    internal double PurchaseShift(PurchasePanel panel, int day, PurchaseActions actions) =>
        VisitShift(panel, day)
        + (PurchaseWorld.IsSale1(panel.DateOf(day)) ? Sunday : 0)
        + (actions.Campaign ? CampaignOnPurchase : 0);

    /// <summary>Draws the actions anew where they depart.</summary>
    internal void Redraw(MersenneTwister random, PurchasePanel panel)
    {
        if (Randomised)
        {
            var sale = new bool[panel.Days];
            for (int day = 0; day < sale.Length; day++)
                sale[day] = random.NextBernoulli(1.0 / 7);
            panel.SaleDays = sale;
        }
        var (income, spread) = Moments(panel.Consumers.Income);
        for (int row = 0; row < panel.Rows; row++)
        {
            (int consumer, int day) = (row / panel.Days, row % panel.Days);
            if (Randomised)
                panel.Coupon[row] = Draw(random, .14);
            if (PushByIncome != 0 || PushByBeta != 0)
            {
                double odds = Math.Log(.25 / .75) + (PushByBeta * panel.Consumers.Beta[consumer])
                    + (PushByIncome * (panel.Consumers.Income[consumer] - income) / spread);
                panel.Push[row] = Draw(random, PurchaseUtility.Sigmoid(odds));
            }
            if (day < panel.FirstDayOf(consumer))
                panel.Push[row] = panel.Coupon[row] = 0;
        }
    }

    private static byte Draw(MersenneTwister random, double chance) => random.NextBernoulli(chance) ? (byte)1 : (byte)0;

    private static (double Mean, double Spread) Moments(double[] values)
    {
        double mean = values.Average();
        double squares = values.Average(value => (value - mean) * (value - mean));
        return (mean, squares > 0 ? Math.Sqrt(squares) : 1);
    }
}
