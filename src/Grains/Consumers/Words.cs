using WorldModel.Grains.Interfaces;
using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>Enumerations in the words of the contracts.</summary>
internal static class Words
{
    public static string Of(Identification identification) => identification switch
    {
        Identification.Randomised => "randomised",
        Identification.Adjusted => "adjusted",
        _ => "no",
    };

    /// <summary>The reason of a decision that a scan took.</summary>
    public static string OfScan(CampaignGroup group, int option) => group switch
    {
        CampaignGroup.Policy => option < 0 ? "nothing-pays" : "best-net",
        CampaignGroup.Fallback => "state-too-new",
        CampaignGroup.Stopped => "not-eligible",
        CampaignGroup.Unfamiliar => PlausibilityGuard.Unfamiliar,
        _ => Of(group),
    };

    public static string Of(CampaignGroup group) =>
        CampaignTotals.GroupNames[Math.Min((int)group, (int)CampaignGroup.Fallback)];

    /// <summary>The group that a reply names.</summary>
    public static CampaignGroup GroupOf(string name) =>
        (CampaignGroup)Math.Max(0, Array.IndexOf(CampaignTotals.GroupNames, name));

    /// <summary>Why a pool pays for nothing.</summary>
    public static string OfRefusal(string code) => code switch
    {
        ProblemCode.PoolStopped => "the pool is stopped",
        ProblemCode.Pace => "the pool's pace allows no more now",
        ProblemCode.Fenced => "the shard was started again elsewhere",
        _ => "the pool has nothing left for it",
    };
}
