using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Hold-out and exploration by keyed hash of consumer and campaign: the same whatever the model, the shard and the
/// host. The group is for good; what who explores gets is drawn anew every day.
/// </summary>
internal static class Randomisation
{
    public static CampaignGroup Group(CampaignTerms terms, string consumer)
    {
        var draw = ConsumerHash.Keyed(consumer, terms.GroupKey);
        if (draw < terms.Spec.Holdout) return CampaignGroup.Holdout;
        return draw < terms.Spec.Holdout + terms.Spec.Explore ? CampaignGroup.Explore : CampaignGroup.Policy;
    }

    /// <summary>Which of so many options a consumer who explores gets on a day.</summary>
    public static int Pick(CampaignTerms terms, string consumer, int day, int options) =>
        Math.Min(options - 1, (int)(ConsumerHash.Keyed(consumer, terms.ExploreKey(day)) * options));

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
