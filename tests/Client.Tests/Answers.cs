using System.Net;
using System.Text;

namespace WorldModel.Client.Tests;

/// <summary>A server that notes what it is asked and answers what it was told to.</summary>
internal sealed class Answers(HttpStatusCode status, string body) : HttpMessageHandler
{
    public string? NextCursor { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public List<(string Method, string Path, string? Type, string Body)> Asked { get; } = [];

    public WorldModelClient Client() =>
        new(new HttpClient(this) { BaseAddress = new Uri("http://127.0.0.1:1/") }, RetryPolicy.None);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add((request.Method.Method, request.RequestUri!.PathAndQuery,
            request.Content?.Headers.ContentType?.MediaType, sent));
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) };
        if (NextCursor is not null)
            answer.Headers.Add("Next-Cursor", NextCursor);
        if (RetryAfterSeconds is { } seconds)
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }
}
