using WorldModel.Cli.Files;
using WorldModel.Client;

namespace WorldModel.Cli.Serving;

/// <summary>
/// Writes a campaign's decisions as <c>consumer,treatment,value,cost,group,propensity,reason,decision</c>.
/// </summary>
internal static class DecisionsCsv
{
    /// <summary>Pages through the decisions; returns how many there were.</summary>
    public static async Task<long> Write(WorldModelClient client, string campaign, string path, CancellationToken stop)
    {
        using var file = new CsvFile(
            path, "consumer", "treatment", "value", "cost", "group", "propensity", "reason", "decision");
        var count = 0L;
        await foreach (var decision in client.AllDecisionsAsync(campaign, stop))
        {
            file.Field(decision.Consumer).Field(decision.Treatment).Field(decision.Value).Field(decision.Cost)
                .Field(decision.Group).Field(decision.Propensity).Field(decision.Reason)
                .Field(decision.DecisionId).EndRow();
            count++;
        }
        return count;
    }
}
