using WorldModel.Evaluation.MediaMix;
using WorldModel.Simulation.Media;

namespace WorldModel.Cli.Reproduction.MediaMix;

/// <summary>A market, what its channels truly brought, and the truly best plan for its last year.</summary>
internal sealed class MarketTruth
{
    public MarketTruth(int number, MediaMarketOptions options)
    {
        (Number, Options, Market) = (number, options, MediaMarket.Draw(options));
        Answers = new MixAnswers(Market.Truth, WeekWindow.All(Market.Table));
        Year = WeekWindow.Last(Market.Table, 52);
        YearsMedia = new MixAnswers(Market.Truth, Year).Media.Value;
        Bounds = BudgetBounds.Around(Market.Table, Year);
        Best = BudgetOptimiser.Optimise(Market.Truth, Year, Bounds);
    }

    public int Number { get; }

    public MediaMarketOptions Options { get; }

    public MediaMarket Market { get; }

    /// <summary>About all weeks.</summary>
    public MixAnswers Answers { get; }

    /// <summary>The last 52 weeks, whose money is split anew.</summary>
    public WeekWindow Year { get; }

    /// <summary>What media truly bring in them.</summary>
    public double YearsMedia { get; }

    public BudgetBounds[] Bounds { get; }

    public BudgetPlan Best { get; }

    /// <summary>What a plan truly gains over spending as last year.</summary>
    public double GainOf(double[] planned)
    {
        var plan = SpendPlan.WithBudgets(Market.Table, planned, Year);
        var totals = PlanTotals.Of(Market.Truth, [Market.Table, plan], Year.From);
        return totals[1][0] - totals[0][0];
    }
}
