using System.Text.Json;
using System.Text.Json.Nodes;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>Campaign answers of the API as JSON results: the same keys as on the wire.</summary>
internal static class CampaignJson
{
    public static JsonObject Of(CampaignInfo campaign) =>
        JsonSerializer.SerializeToNode(campaign, WireJson.Default.CampaignInfo)!.AsObject();

    public static JsonObject Of(CampaignReportInfo report) =>
        JsonSerializer.SerializeToNode(report, WireJson.Default.CampaignReportInfo)!.AsObject();

    public static JsonObject Of(CampaignList campaigns) =>
        JsonSerializer.SerializeToNode(campaigns, WireJson.Default.CampaignList)!.AsObject();
}
