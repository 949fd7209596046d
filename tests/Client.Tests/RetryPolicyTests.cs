using System.Net;
using WorldModel.Client.Wire;

namespace WorldModel.Client.Tests;

public sealed class RetryPolicyTests
{
    private const string Decided =
        """{"requestId":"r1","decisionId":"d1","treatment":"push","propensity":0.85,"group":"policy"}""";

    private const string Busy =
        """{"type":"about:blank","title":"busy","status":429,"detail":"the queue is full","code":"busy"}""";

    private readonly List<TimeSpan> _pauses = [];

    private RetryPolicy Patient => new()
    {
        Attempts = 3,
        Spread = () => 0,
        Wait = (pause, _) =>
        {
            _pauses.Add(pause);
            return Task.CompletedTask;
        },
    };

    [Fact]
    public async Task A_decision_is_asked_again_under_the_same_request_id()
    {
        var server = new Turns(Refuse(429, Busy), Throw(), Answer(Decided));
        var decision = await server.Client(Patient).DecideAsync(new DecisionItem("r1", "spring", "c1"));
        Assert.Equal("push", decision.Treatment);
        Assert.Equal(3, server.Bodies.Count);
        Assert.Single(server.Bodies.Distinct());
        Assert.Contains("\"requestId\":\"r1\"", server.Bodies[0]);
        Assert.Equal([TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50)], _pauses);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_longer_pause_gets_it()
    {
        var server = new Turns(Refuse(503, Busy, retryAfter: 7), Answer(Decided));
        await server.Client(Patient).DecideAsync(new DecisionItem("r1", "spring", "c1"));
        Assert.Equal([TimeSpan.FromSeconds(7)], _pauses);
    }

    [Fact]
    public async Task What_will_be_refused_again_is_asked_once()
    {
        var server = new Turns(Refuse(409, Busy.Replace("429", "409")), Answer(Decided));
        var refusal = await Assert.ThrowsAsync<WorldModelApiException>(
            () => server.Client(Patient).DecideAsync(new DecisionItem("r1", "spring", "c1")));
        Assert.Equal(409, refusal.Problem.Status);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task The_last_refusal_reaches_the_caller()
    {
        var server = new Turns(Refuse(429, Busy), Refuse(429, Busy), Refuse(429, Busy), Answer(Decided));
        await Assert.ThrowsAsync<WorldModelApiException>(
            () => server.Client(Patient).DecideAsync(new DecisionItem("r1", "spring", "c1")));
        Assert.Equal(3, server.Bodies.Count);
    }

    [Fact]
    public async Task A_list_of_events_is_sent_again_and_a_stream_of_them_is_not()
    {
        const string result = """{"received":1,"applied":1,"merged":0,"repeated":0,"refusedTotal":0,"refused":[]}""";
        EventItem[] events = [new("e1", "c", default, "action", "push")];
        var listed = new Turns(Throw(), Answer(result));
        Assert.Equal(1, (await listed.Client(Patient).SendEventsAsync(events)).Applied);
        Assert.Equal(2, listed.Bodies.Count);

        var streamed = new Turns(Throw(), Answer(result));
        await Assert.ThrowsAsync<HttpRequestException>(
            () => streamed.Client(Patient).SendEventsAsync(events.Select(item => item)));
        Assert.Single(streamed.Bodies);
    }

    [Fact]
    public async Task Rolling_back_is_never_repeated()
    {
        var server = new Turns(Throw(), Answer("{}"));
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client(Patient).RollBackAsync());
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_made_to_wait()
    {
        using var stop = new CancellationTokenSource();
        var server = new Turns(() =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => server.Client(Patient).HealthAsync(stop.Token));
        Assert.Empty(_pauses);
    }

    private static Func<HttpResponseMessage> Answer(string body) =>
        () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) };

    private static Func<HttpResponseMessage> Throw() => () => throw new HttpRequestException("connection refused");

    private static Func<HttpResponseMessage> Refuse(int status, string body, int? retryAfter = null) => () =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (retryAfter is { } seconds) response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return response;
    };

    /// <summary>A server that answers each request in its own way, in turn.</summary>
    private sealed class Turns(params Func<HttpResponseMessage>[] turns) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public WorldModelClient Client(RetryPolicy retries) =>
            new(new HttpClient(this) { BaseAddress = new Uri("http://server/") }, retries);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            return turns[Bodies.Count - 1]();
        }
    }
}
