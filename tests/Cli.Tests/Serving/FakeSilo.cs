using System.Net;
using System.Net.Http.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Tests.Serving;

/// <summary>Answers event requests in this process, and keeps the lines that it was sent.</summary>
internal sealed class FakeSilo : HttpMessageHandler
{
    private int _requests;

    public List<string> Lines { get; } = [];

    /// <summary>The request (from 1) that is answered with "full, come back at once".</summary>
    public int FullAt { get; init; }

    /// <summary>A line that is refused.</summary>
    public string? Bad { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (++_requests == FullAt)
        {
            var full = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            full.Headers.RetryAfter = new(TimeSpan.Zero);
            return full;
        }
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Lines.AddRange(lines);
        var refused = lines.Index().Where(l => l.Item == Bad)
            .Select(l => new RefusedEntry(l.Index, "invalid", "value", "NaN", "a finite number")).ToArray();
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(
                new IngestResult(lines.Length, lines.Length - refused.Length, 0, 0, refused.Length, refused),
                WireJson.Default.IngestResult),
        };
    }
}
