using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Silo.Api;

namespace WorldModel.Silo.Tests.Api;

public sealed class AccessKeysTests(SmallWorld world) : IDisposable
{
    private const string Key = "k3y-of-the-engine-0123456789abcdef";
    private const string Next = "k3y-of-the-engine-fedcba9876543210";
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task With_keys_any_address_and_host_name_will_do_and_whoever_has_none_gets_401()
    {
        var options = world.Options(_data) with { Url = "http://0.0.0.0:0", Keys = KeyFile(Key), Model = null };
        await using var silo = await SiloHost.Start(options);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.Url.Port}") };
        using var refused = await Health(http, null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        var problem = JsonSerializer.Deserialize(
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            WireJson.Default.ProblemInfo)!;
        Assert.Equal("Authorization", problem.Field);
        Assert.Null(problem.Value);
        using var other = await Health(http, Next);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        using var answered = await Health(http, Key);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Theory]
    [InlineData("v1/live")]
    [InlineData("v1/ready")]
    [InlineData("v1/live?balancer=7&balancer=8")]
    [InlineData("v1/ready?_=1")]
    public async Task Probes_need_no_key_and_pass_over_what_a_balancer_adds(string path)
    {
        var options = world.Options(_data) with { Keys = KeyFile(Key), Model = null };
        await using var silo = await SiloHost.Start(options);
        using var http = new HttpClient { BaseAddress = silo.Url };
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void A_changed_file_is_taken_over_and_a_broken_one_is_not()
    {
        var time = new HandTime();
        var path = KeyFile(Key);
        var keys = new AccessKeys(path, time, NullLogger.Instance);
        Write(path, Next);
        Assert.True(keys.Accepts("Bearer " + Key), "a file is not read at every request");
        time.Pass(TimeSpan.FromSeconds(6));
        Assert.True(keys.Accepts("bearer " + Next));
        Assert.False(keys.Accepts("Bearer " + Key));
        Write(path, "short");
        time.Pass(TimeSpan.FromSeconds(6));
        Assert.True(keys.Accepts("Bearer " + Next));
        File.Delete(path);
        time.Pass(TimeSpan.FromSeconds(6));
        Assert.True(keys.Accepts("Bearer " + Next));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + Key)]
    [InlineData(Key)]
    [InlineData("Bearer " + Key + "0")]
    public void What_is_no_key_is_refused(string header) =>
        Assert.False(new AccessKeys(KeyFile(Key), TimeProvider.System, NullLogger.Instance).Accepts(header));

    [Theory]
    [InlineData("# only a comment", "keys")]
    [InlineData("too-short-to-be-a-key", "keys, line 1")]
    [InlineData("# ours\n\na key with spaces that is otherwise long", "keys, line 3")]
    public async Task A_file_without_good_keys_is_refused_before_the_store_is_made(string text, string field)
    {
        var options = world.Options(_data) with { Keys = KeyFile(text) };
        var error = await Assert.ThrowsAsync<InputException>(() => SiloHost.Start(options));
        Assert.Equal(field, error.Field);
        Assert.False(Directory.Exists(options.DataDirectory));
    }

    private string KeyFile(string text)
    {
        var path = _data.File("keys");
        File.WriteAllText(path, text);
        return path;
    }

    private static void Write(string path, string text)
    {
        var before = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, text);
        // The clock of a file system may be coarse.
        File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
    }

    private static Task<HttpResponseMessage> Health(HttpClient http, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "v1/health");
        request.Headers.Host = "decisions.example";
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http.SendAsync(request);
    }
}
