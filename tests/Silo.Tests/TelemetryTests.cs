using System.Net;
using System.Text;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace WorldModel.Silo.Tests;

/// <summary>What a collector hears of a server.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_collector_is_told_every_metric_that_has_something_to_say()
    {
        using var collector = new HttpListener();
        var url = Listen(collector);
        var heard = Task.Run(async () =>
        {
            var request = await collector.GetContextAsync();
            using var body = new MemoryStream();
            await request.Request.InputStream.CopyToAsync(body);
            request.Response.Close();
            return Encoding.Latin1.GetString(body.ToArray());
        });
        using var metrics = new Metrics();
        using var provider = Telemetry.Start(options =>
        {
            options.Endpoint = new Uri(url, "v1/metrics");
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        });
        metrics.Committed(3, TimeSpan.FromMilliseconds(8));
        metrics.Observed(1, 0, 0, 1);
        metrics.TurnedAway();
        Assert.True(provider.ForceFlush(10_000));
        var told = await heard.WaitAsync(TimeSpan.FromSeconds(10));
        foreach (var name in (string[])["worldmodel.store.commit", "worldmodel.events", "refused", "worldmodel.busy"])
            Assert.Contains(name, told);
    }

    [Fact]
    public void Where_no_collector_is_named_nothing_is_made() =>
        Assert.Null(Telemetry.FromEnvironment());

    private static Uri Listen(HttpListener listener)
    {
        for (int port = 47_200; ; port++)
        {
            try
            {
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return new Uri($"http://127.0.0.1:{port}/");
            }
            catch (HttpListenerException) when (port < 47_300)
            {
                listener.Prefixes.Clear();
            }
        }
    }
}
