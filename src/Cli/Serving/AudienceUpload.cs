using WorldModel.Client;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Serving;

/// <summary>Puts a table of consumers on a campaign's list, or takes them off, some thousand a request.</summary>
internal sealed class AudienceUpload(WorldModelClient client, string campaign, bool remove)
{
    /// <summary>A reply lists as many refusals, so that each row of a request is accounted for.</summary>
    private const int ConsumersInRequest = 1_000;

    /// <summary>Sends all rows; how many changed the list.</summary>
    public async Task<long> Send(string path, RowReport report, CancellationToken stop)
    {
        using var table = Table.Open(path);
        table.Require([ConsumerReader.Consumer]);
        var changed = 0L;
        foreach (var rows in table.Rows(report).Chunk(ConsumersInRequest))
        {
            string[] consumers = [.. rows.Select(row => row[ConsumerReader.Consumer] ?? "")];
            var answer = remove
                ? await client.RemoveAudienceAsync(campaign, consumers, stop)
                : await client.PutAudienceAsync(campaign, consumers, stop);
            changed += answer.Applied;
            var refused = answer.Refused.ToDictionary(entry => entry.Index);
            for (var i = 0; i < rows.Length; i++)
            {
                if (refused.TryGetValue(i, out var entry))
                    report.Refuse(rows[i].Line, new(entry.Field, entry.Value, entry.Expected));
                else
                    report.Accept();
            }
        }
        return changed;
    }
}
