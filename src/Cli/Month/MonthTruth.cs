using WorldModel.Simulation;

namespace WorldModel.Cli.Month;

/// <summary>
/// What a month's campaign truly did, noise of the outcomes taken out. The lift: of each consumer of the policy group
/// what it was expected to do day by day along the life it lived, less what it would have been expected to do over the
/// whole month had it got nothing, its history forgetting the campaign. The expectations along the life lived have the
/// mean of the outcomes themselves (each is what the next outcome is drawn with), so their mean over the group is the
/// intent-to-treat effect, less most of its noise.
/// </summary>
/// <param name="Lift">Mean a consumer of the policy group, later days included.</param>
/// <param name="SameDay">
/// What the group's treatments did on their own days, all together: what a claim speaks of.
/// </param>
internal sealed record MonthTruth(double Lift, double SameDay)
{
    /// <summary>A placebo does nothing.</summary>
    public static readonly MonthTruth Nothing = new(0, 0);

    /// <param name="panel">The world, lived to the end of the month.</param>
    /// <param name="from">First day of the campaign.</param>
    /// <param name="isPolicy">By consumer, whether it is of the policy group.</param>
    /// <param name="visit">What a visit is worth.</param>
    /// <param name="purchase">What a purchase is worth.</param>
    public static MonthTruth Of(PurchasePanel panel, int from, bool[] isPolicy, double visit, double purchase)
    {
        var truth = new PurchaseTruth(panel);
        var (lifts, sameDays) = (new double[isPolicy.Length], new double[isPolicy.Length]);
        Parallel.For(0, isPolicy.Length, () => new PurchaseForecast(panel), (i, _, forecast) =>
        {
            if (!isPolicy[i])
                return forecast;
            var untreated = forecast.Untreated(i, from, panel.Days);
            for (var day = from; day < panel.Days; day++)
            {
                var lived = truth.Expected(i, day, panel.ActionsAt(i, day)).Worth(visit, purchase);
                lifts[i] += lived - untreated[day - from].Worth(visit, purchase);
                sameDays[i] += lived
                    - truth.Expected(i, day, panel.SurroundingsAt(i, day)).Worth(visit, purchase);
            }
            return forecast;
        }, _ => { });
        return new MonthTruth(lifts.Sum() / Math.Max(1, isPolicy.Count(p => p)), sameDays.Sum());
    }
}
