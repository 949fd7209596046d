using WorldModel.Evaluation.MediaMix;

namespace WorldModel.Silo.Mixes;

/// <summary>A mix that the server answers by. One thread at a time.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Hash">The checksum that its file ends with.</param>
/// <param name="Fit">What the file holds.</param>
/// <param name="Trust">Whether to act on it, by all its weeks.</param>
internal sealed record HostedMix(string Name, string Hash, MixFit Fit, MixTrust Trust)
{
    private const int MostPlans = 8;

    private readonly List<(WeekWindow Window, BudgetBounds[] Bounds, BudgetPlan Plan)> _plans = [];

    /// <summary>Threads of a question: decisions come first, and a mix can wait.</summary>
    public const int Threads = 1;

    /// <summary>Reads a mix and judges it.</summary>
    /// <exception cref="WorldModel.Schema.InputException">It is no whole mix.</exception>
    public static HostedMix Read(string name, string field, string text, CancellationToken stop)
    {
        var fit = MixFile.Read(field, text, Threads);
        var all = new MixAnswers(fit.Mix, WeekWindow.All(fit.Mix.Fitted), stop, Threads);
        return new HostedMix(name, MixFile.ChecksumOf(text), fit, MixTrust.Of(fit.Mix, all, fit.HoldOut));
    }

    /// <summary>
    /// Splits the money of a window; the last few plans are kept, since pools are mostly made of one that was shown.
    /// </summary>
    public BudgetPlan Plan(WeekWindow window, BudgetBounds[] bounds, CancellationToken stop)
    {
        var known = _plans.Find(own => own.Window == window && own.Bounds.SequenceEqual(bounds)).Plan;
        if (known is not null) return known;
        var plan = BudgetOptimiser.Optimise(Fit.Mix, window, bounds, stop, Threads);
        _plans.Insert(0, (window, bounds, plan));
        if (_plans.Count > MostPlans) _plans.RemoveAt(MostPlans);
        return plan;
    }

    /// <summary>The last weeks, or all where there are fewer or 0 are asked for.</summary>
    public WeekWindow Window(int weeks) => weeks == 0
        ? WeekWindow.All(Fit.Mix.Fitted)
        : WeekWindow.Last(Fit.Mix.Fitted, weeks);
}
