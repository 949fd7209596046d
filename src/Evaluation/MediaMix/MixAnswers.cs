using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// What a fitted mix says of a window of weeks. All figures are differences between expected outcomes of plans, from
/// the window's first week to the table's last: what carries over behind the table is not counted. They are adjusted
/// for what the table shows, not more.
/// </summary>
public sealed class MixAnswers
{
    private const double Little = .01;
    private readonly IFittedMix _mix;
    private readonly WeeklyTable _table;
    private readonly WeekWindow _window;
    private readonly CancellationToken _stop;
    private readonly int _threads;
    private readonly double[] _asIs;

    /// <param name="mix">What is asked.</param>
    /// <param name="window">Whose spend it is about.</param>
    /// <param name="stop">Stops the work.</param>
    /// <param name="threads">Most at once, 0 for one a core.</param>
    public MixAnswers(IFittedMix mix, WeekWindow window, CancellationToken stop = default, int threads = 0)
    {
        (_mix, _table, _window, _stop) = (mix, mix.Fitted, window.Within(mix.Fitted), stop);
        _threads = threads;
        _asIs = Totals(_table);
        Expected = DrawnEstimate.Of(_asIs);
        var single = Enumerable.Range(0, _table.Channels.Length)
            .Select(channel => Lost(SpendPlan.Without(_table, channel, window))).ToArray();
        Channels = [.. single.Select(Answer)];
        var all = Lost(SpendPlan.WithoutAll(_table, window));
        Media = DrawnEstimate.Of(all);
        Interaction = DrawnEstimate.Of(all.Select((lost, draw) => Rounded(
            lost - single.Sum(own => own[draw]), _asIs[draw])));
    }

    public WeekWindow Window => _window;

    /// <summary>Expected outcome as spent.</summary>
    public Estimate Expected { get; }

    public IReadOnlyList<ChannelAnswer> Channels { get; }

    /// <summary>Outcome lost had nothing been spent on any channel.</summary>
    public Estimate Media { get; }

    /// <summary>
    /// What channels do together beyond what each does alone: the effect of all less the sum of single ones. Where it
    /// is not small, contributions are no shares of a whole.
    /// </summary>
    public Estimate Interaction { get; }

    /// <summary>The outcome by multiples of a channel's spend.</summary>
    public ResponseCurve Curve(int channel, params ReadOnlySpan<double> multiples)
    {
        double[] asked = [0, .. multiples];
        var plans = asked.Select(multiple => SpendPlan.Scaled(_table, channel, multiple, _window)).ToArray();
        var totals = PlanTotals.Of(_mix, plans, _window.From, null, _stop, _threads);
        var spend = _table.TotalSpend(channel, _window.From, _window.To);
        var points = new List<ResponsePoint>();
        for (var i = 1; i < asked.Length; i++)
        {
            var gained = totals[i].Zip(totals[0], (with, without) => with - without).ToArray();
            var money = asked[i] * spend;
            points.Add(new ResponsePoint(
                asked[i], money, DrawnEstimate.Of(gained),
                money > 0 ? DrawnEstimate.Of(gained.Select(outcome => outcome / money)) : null,
                IsObserved(channel, asked[i])));
        }

        return new ResponseCurve(_table.Channels[channel], points);
    }

    /// <summary>What comes of moving money from one channel to another, each by its weeks' pattern.</summary>
    /// <exception cref="InputException">There is not so much to move, or no pattern to spend it by.</exception>
    public BudgetShift Shift(int from, int to, double amount)
    {
        if (from == to) throw new InputException("to", _table.Channels[to], "another channel than that it comes from");
        var budgets = Enumerable.Range(0, _table.Channels.Length)
            .Select(channel => _table.TotalSpend(channel, _window.From, _window.To)).ToArray();
        if (!(amount >= 0) || amount > budgets[from])
        {
            throw new InputException(
                "amount", $"{amount}", $"0 to {budgets[from]}, what was spent on {_table.Channels[from]}");
        }

        if (budgets[to] <= 0)
            throw new InputException("to", _table.Channels[to], "a channel with spend in the weeks asked about");
        var plan = SpendPlan.Scaled(_table, from, 1 - amount / Math.Max(budgets[from], amount), _window);
        var multiple = 1 + amount / budgets[to];
        plan = SpendPlan.Scaled(plan, to, multiple, _window);
        return new BudgetShift(
            _table.Channels[from], _table.Channels[to], amount,
            DrawnEstimate.Of(Totals(plan).Zip(_asIs, (shifted, asIs) => shifted - asIs)), IsObserved(to, multiple));
    }

    private ChannelAnswer Answer(double[] lost, int channel)
    {
        var spend = _table.TotalSpend(channel, _window.From, _window.To);
        Estimate? marginal = null;
        if (spend > 0)
        {
            var more = Totals(SpendPlan.Scaled(_table, channel, 1 + Little, _window));
            marginal = DrawnEstimate.Of(more.Zip(_asIs, (with, asIs) => (with - asIs) / (Little * spend)));
        }

        return new ChannelAnswer(
            _table.Channels[channel], spend, DrawnEstimate.Of(lost),
            DrawnEstimate.Of(lost.Zip(_asIs, (own, all) => own / all)),
            spend > 0 ? DrawnEstimate.Of(lost.Select(own => own / spend)) : null, marginal);
    }

    private bool IsObserved(int channel, double multiple)
    {
        var largest = SpendPlan.Caps(_table, channel);
        for (var geo = 0; geo < largest.Length; geo++)
        {
            var spend = new double[_table.Weeks];
            _table.CopySpend(geo, channel, spend);
            var spent = spend[_window.From.._window.To].Where(week => week > 0).DefaultIfEmpty(0).Average();
            if (multiple * spent > largest[geo] * (1 + 1e-9)) return false;
        }

        return true;
    }

    /// <summary>Differences of large sums that are rounding alone are 0.</summary>
    private static double Rounded(double difference, double total) =>
        Math.Abs(difference) > 1e-9 * Math.Abs(total) ? difference : 0;

    private double[] Lost(WeeklyTable plan) => [.. _asIs.Zip(Totals(plan), (asIs, without) => asIs - without)];

    private double[] Totals(WeeklyTable plan) =>
        PlanTotals.Of(_mix, [plan], _window.From, null, _stop, _threads)[0];
}
