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

    public static string Of(CampaignGroup group) => CampaignTotals.GroupNames[(int)group];
}
