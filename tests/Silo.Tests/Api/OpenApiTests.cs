using System.Text.Json;

namespace WorldModel.Silo.Tests.Api;

/// <summary>
/// The HTTP contract as text. Where a change is meant, run the test with UPDATE_SNAPSHOTS=1 and review the difference.
/// </summary>
public sealed class OpenApiTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_document_is_the_one_in_docs()
    {
        var document = await Document();
        var path = Path.Combine(Path.GetDirectoryName(silo.World.SchemaFile)!, "..", "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(path, document);
        Assert.Equal(await File.ReadAllTextAsync(path), document);
    }

    [Fact]
    public async Task What_may_be_left_out_of_an_answer_is_not_required()
    {
        using var document = JsonDocument.Parse(await Document());
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        Assert.Equal(["consumer"], Required("BeliefEntry"));
        Assert.Equal(["id", "treatments", "values"], Required("CampaignItem"));
        Assert.DoesNotContain("problem", Required("DecisionAnswer"));
        Assert.Contains("requestId", Required("DecisionAnswer"));

        string[] Required(string schema) =>
            [.. schemas.GetProperty(schema).GetProperty("required").EnumerateArray().Select(name => name.GetString()!)];
    }

    [Fact]
    public async Task No_id_of_a_consumer_stands_in_a_path()
    {
        using var document = JsonDocument.Parse(await Document());
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Contains("/v1/events", paths);
        Assert.Contains("/v1/campaigns/{id}/decisions", paths);
        Assert.DoesNotContain(paths, path => path.Contains("consumer}", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<string> Document()
    {
        using var parsed = JsonDocument.Parse(await silo.Http.GetStringAsync("openapi/v1.json"));
        return JsonSerializer.Serialize(parsed, Indented).ReplaceLineEndings("\n") + "\n";
    }
}
