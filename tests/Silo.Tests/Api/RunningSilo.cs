using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

/// <summary>
/// A silo in this process that knows the small world's consumers and history; shared by a class's tests.
/// </summary>
public class RunningSilo : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly string? _key;

    /// <summary>A fixture has one public constructor: one without a key.</summary>
    public RunningSilo(SmallWorld world) => World = world;

    protected RunningSilo(SmallWorld world, string key)
        : this(world) => _key = key;

    public SmallWorld World { get; }

    public HttpClient Http { get; } = new();

    public WorldModelClient Client { get; private set; } = null!;

    public SiloHost Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var options = World.Options(_data);
        if (_key is not null)
        {
            await File.WriteAllTextAsync(_data.File("keys"), _key);
            options = options with { Keys = _data.File("keys") };
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        }

        Silo = await SiloHost.Start(options);
        Http.BaseAddress = Silo.Url;
        Client = new WorldModelClient(Http, RetryPolicy.None);
        await Client.PutConsumersAsync(World.Profiles);
        await using var lines = File.OpenRead(World.EventsPath);
        await Client.SendEventLinesAsync(lines);
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Http.Dispose();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Posts a body as it stands, and reads the refusal that must come back.</summary>
    public async Task<ProblemInfo> Refused(
        HttpStatusCode status, string path, string body, string type = "application/json")
    {
        var answer = await Post(path, body, type);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize(text, WireJson.Default.ProblemInfo)!;
    }

    /// <summary>Posts events as they stand, and reads what became of them.</summary>
    public async Task<IngestResult> Ingest(string path, string body, string type = "application/json")
    {
        var answer = await Post(path, body, type);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, WireJson.Default.IngestResult)!;
    }

    private Task<HttpResponseMessage> Post(string path, string body, string type) =>
        Http.PostAsync(path, new StringContent(body, Encoding.UTF8, type));
}
