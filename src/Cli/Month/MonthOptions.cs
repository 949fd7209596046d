using System.Globalization;

namespace WorldModel.Cli.Month;

/// <summary>What a simulated month is asked for.</summary>
/// <param name="Seed">Seed of the world trained on, of the model, and of the replications' worlds.</param>
/// <param name="Replications">Months lived, each in a world of its own.</param>
/// <param name="Consumers">Consumers of each world.</param>
/// <param name="TrainedDays">Days of the world trained on.</param>
/// <param name="History">Days lived before the campaign, as the panel draws them.</param>
/// <param name="Days">Days of the campaign.</param>
/// <param name="Allowance">What the pool is given a consumer and day.</param>
/// <param name="Out">Folder that gets the results, the page and the model.</param>
/// <param name="Campaign">The campaign's file: treatments and values.</param>
/// <param name="Schema">The schema's file.</param>
internal sealed record MonthOptions(
    int Seed, int Replications, int Consumers, int TrainedDays, int History, int Days, double Allowance, string Out,
    string Campaign, string Schema)
{
    /// <summary>Share held out of both campaigns.</summary>
    public const double Holdout = .10;

    /// <summary>Share that explores.</summary>
    public const double Explore = .05;

    /// <summary>How the same result is got again.</summary>
    public string CommandLine => string.Create(CultureInfo.InvariantCulture,
        $"worldmodel month --seed {Seed} --replications {Replications} --consumers {Consumers} "
        + $"--trained-days {TrainedDays} --history {History} --days {Days} --allowance {Allowance}");

    /// <summary>Seed of a replication's world; none is the one trained on.</summary>
    public uint WorldSeed(int replication) => (uint)((Seed * 10_000L) + replication);
}
