using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// The rule that says which consumers a model was trained on: those whose keyed hash is below the share. Anyone can
/// apply it later, so that a test on training consumers is noticed.
/// </summary>
/// <param name="Key">Key of the hash.</param>
/// <param name="Share">Share of consumers trained on; 1: all.</param>
public sealed record TrainingSplit(string Key, double Share)
{
    /// <summary>Everyone.</summary>
    public static readonly TrainingSplit All = new("all", 1.0);

    /// <summary>Whether a consumer is (or would be) trained on.</summary>
    public bool Contains(string consumer) => Share >= 1.0 || ConsumerHash.Keyed(consumer, Key) < Share;
}
