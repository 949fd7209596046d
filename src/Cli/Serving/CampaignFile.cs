using System.Text.Json;
using System.Text.Json.Serialization;
using WorldModel.Client.Wire;
using WorldModel.Schema;

namespace WorldModel.Cli.Serving;

/// <summary>Reads a campaign as its owner states it; the shape is that of <c>POST /v1/campaigns</c>.</summary>
internal static class CampaignFile
{
    private static readonly WireJson Strict = new(new JsonSerializerOptions(WireJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    });

    /// <exception cref="InputException">Not JSON, or a field that a campaign has not, or lacks.</exception>
    public static CampaignItem Read(string path) => Parse(File.ReadAllText(path), path);

    private static InputException Refusal(string name, JsonException error)
    {
        // System.Text.Json says "$.holdout" or "$"; people say holdout.
        var field = error.Path is { Length: > 2 } path ? $"{name} {path[2..]}" : name;
        var line = $"line {error.LineNumber + 1}";
        var (got, expected) = error.Message switch
        {
            var m when m.Contains("could not be mapped", StringComparison.Ordinal) =>
                ("an unknown field", "one of " + string.Join(", ", Strict.CampaignItem.Properties.Select(p => p.Name))),
            var m when m.Contains("missing required", StringComparison.Ordinal) =>
                ("a campaign without it", "the fields " + m[(m.LastIndexOf(':') + 2)..].TrimEnd('.').Replace("'", "")),
            var m when m.Contains("could not be converted", StringComparison.Ordinal) =>
                ($"another type at {line}", "the type that docs/formats.md gives this field"),
            _ => ($"broken JSON at {line}", "a campaign in JSON, as in examples/purchase-campaign.json"),
        };
        return new InputException(field, got, expected);
    }

    public static CampaignItem Parse(string json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Strict.CampaignItem)
                ?? throw new InputException(name, "null", "a campaign: id, treatments, values, budget");
        }
        catch (JsonException error)
        {
            throw Refusal(name, error);
        }
    }
}
