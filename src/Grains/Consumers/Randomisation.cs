using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Hold-out and exploration by keyed hash of consumer and campaign: the same whatever the model, the shard, the day
/// and the host.
/// </summary>
internal static class Randomisation
{
    public static CampaignGroup Group(CampaignSpec spec, string consumer)
    {
        var draw = ConsumerHash.Keyed(consumer, $"{spec.Id}/group");
        if (draw < spec.Holdout) return CampaignGroup.Holdout;
        return draw < spec.Holdout + spec.Explore ? CampaignGroup.Explore : CampaignGroup.Policy;
    }

    /// <summary>Which of so many options a consumer who explores gets.</summary>
    public static int Pick(CampaignSpec spec, string consumer, int options) =>
        Math.Min(options - 1, (int)(ConsumerHash.Keyed(consumer, $"{spec.Id}/explore") * options));

    /// <summary>The probability, over groups and exploration, with which the consumer gets the option it got.</summary>
    /// <param name="spec">The campaign.</param>
    /// <param name="option">The option it got; -1 is nothing.</param>
    /// <param name="policy">The option that the policy would choose.</param>
    /// <param name="eligible">Whether exploration may give the option.</param>
    /// <param name="options">How many options exploration draws from, nothing included.</param>
    public static double Propensity(CampaignSpec spec, int option, int policy, bool eligible, int options)
    {
        var propensity = option == policy ? 1 - spec.Holdout - spec.Explore : 0;
        if (option < 0) propensity += spec.Holdout;
        return eligible ? propensity + (spec.Explore / options) : propensity;
    }
}
