using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>A prior of the return of every channel.</summary>
public sealed class MixPriors
{
    /// <summary>Share of the outcome that all media together bring by the default prior.</summary>
    public const double DefaultShare = .25;

    /// <summary>A return past this is a mistake.</summary>
    private const double Largest = 1e15;

    /// <summary>The least deviation as a share of the mean: no sampler finds its way into less.</summary>
    private const double Narrowest = 1e-5;

    private readonly RoiPrior[] _roi;

    private MixPriors(string[] channels, RoiPrior[] roi) => (Channels, _roi) = (channels, roi);

    public string[] Channels { get; }

    public IReadOnlyList<RoiPrior> Roi => _roi;

    /// <summary>
    /// The same return for every channel, such that media bring a quarter of the outcome; as uncertain as it is large.
    /// </summary>
    public static MixPriors Default(WeeklyTable table)
    {
        var spend = Enumerable.Range(0, table.Channels.Length).Sum(table.TotalSpend);
        var mean = spend > 0 ? DefaultShare * Math.Abs(table.Outcome.Sum()) / spend : 1;
        var prior = new RoiPrior(mean, mean, Stated: false);
        return new MixPriors(table.Channels, [.. table.Channels.Select(_ => prior)]);
    }

    /// <summary>The same for another table of these channels: what was stated stays, defaults are its own.</summary>
    public MixPriors On(WeeklyTable table)
    {
        var own = Default(table)._roi;
        return new MixPriors(Channels, [.. _roi.Select((prior, i) => prior.Stated ? prior : own[i])]);
    }

    /// <summary>These priors as they were written down.</summary>
    public static MixPriors Of(string[] channels, RoiPrior[] roi) => new(channels, roi);

    /// <summary>Adds what is known of a channel: in place of the default, together with what was stated.</summary>
    /// <exception cref="InputException">There is no such channel, or the prior says nothing.</exception>
    public MixPriors With(string channel, RoiPrior prior)
    {
        var at = Array.IndexOf(Channels, channel);
        if (at < 0) throw new InputException("prior", channel, "one of the channels " + string.Join(", ", Channels));
        Check(channel, prior);
        RoiPrior[] roi = [.. _roi];
        roi[at] = roi[at].Stated ? roi[at].And(prior) : prior;
        return new MixPriors(Channels, roi);
    }

    private static void Check(string channel, RoiPrior prior)
    {
        var least = Math.Max(Narrowest * Math.Abs(prior.Mean), 1 / Largest);
        if (Math.Abs(prior.Mean) <= Largest && prior.Deviation >= least && prior.Deviation <= Largest) return;
        throw new InputException(
            $"prior of {channel}", FormattableString.Invariant($"{prior.Mean}:{prior.Deviation}"),
            "a mean, and a deviation above 0 and of at least 1/100,000 of the mean, neither over 1e15");
    }

    /// <summary>Adds what an experiment found.</summary>
    public MixPriors With(LiftTest test) => With(test.Channel, test.ToPrior());
}
