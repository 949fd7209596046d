using WorldModel.Evaluation.MediaMix;

namespace WorldModel.Silo.Mixes;

/// <summary>A mix that the server answers by.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Hash">The checksum that its file ends with.</param>
/// <param name="Fit">What the file holds.</param>
/// <param name="Trust">Whether to act on it, by all its weeks.</param>
internal sealed record HostedMix(string Name, string Hash, MixFit Fit, MixTrust Trust)
{
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

    /// <summary>The last weeks, or all where there are fewer or 0 are asked for.</summary>
    public WeekWindow Window(int weeks) => weeks == 0
        ? WeekWindow.All(Fit.Mix.Fitted)
        : WeekWindow.Last(Fit.Mix.Fitted, weeks);
}
