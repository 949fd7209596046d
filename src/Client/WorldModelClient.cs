using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WorldModel.Client.Wire;

namespace WorldModel.Client;

/// <summary>
/// The HTTP API, typed. Give it an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is the server's
/// root; it is safe for concurrent use. A refusal throws <see cref="WorldModelApiException"/>.
/// </summary>
public sealed partial class WorldModelClient
{
    private readonly HttpClient _http;
    private readonly RetryPolicy _retries;

    /// <param name="http">Its base address is the server's root; its timeout bounds each attempt.</param>
    /// <param name="retries">How often a request is sent again; absent: the policy's defaults.</param>
    public WorldModelClient(HttpClient http, RetryPolicy? retries = null) =>
        (_http, _retries) = (http, retries ?? new RetryPolicy());

    /// <summary>
    /// Sends events; they are applied in order, each is answered by itself, the accepted are durable. A collection that
    /// can be read again is sent again where need be: its events' ids keep them from counting twice.
    /// </summary>
    public Task<IngestResult> SendEventsAsync(
        IEnumerable<EventItem> events, CancellationToken cancellation = default) =>
        events is IReadOnlyCollection<EventItem> kept
            ? RepeatAsync(HttpMethod.Post, "v1/events",
                () => new LineContent<EventItem>(Streamed(kept), WireJson.Default.EventItem, cancellation),
                WireJson.Default.IngestResult, cancellation)
            : SendEventsAsync(Streamed(events), cancellation);

    /// <summary>Streams events as they come; the answer follows the last one.</summary>
    public Task<IngestResult> SendEventsAsync(
        IAsyncEnumerable<EventItem> events, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/events",
            new LineContent<EventItem>(events, WireJson.Default.EventItem, cancellation),
            WireJson.Default.IngestResult, cancellation);

    /// <summary>Sends lines of events as they stand in a file (UTF-8, one JSON object a line).</summary>
    public Task<IngestResult> SendEventLinesAsync(Stream lines, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/events", Lines(lines), WireJson.Default.IngestResult, cancellation);

    /// <summary>Creates consumers or replaces their attributes.</summary>
    public Task<IngestResult> PutConsumersAsync(
        IEnumerable<ConsumerItem> consumers, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/consumers",
            new LineContent<ConsumerItem>(Streamed(consumers), WireJson.Default.ConsumerItem, cancellation),
            WireJson.Default.IngestResult, cancellation);

    /// <summary>Forgets a consumer: attributes, history and decisions.</summary>
    public Task<ForgetResult> ForgetAsync(string consumer, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ForgetRequest(consumer), WireJson.Default.ForgetRequest);
        return RepeatAsync(HttpMethod.Delete, "v1/consumers", () => Json(body), WireJson.Default.ForgetResult,
            cancellation);
    }

    public Task<BeliefResponse> BeliefAsync(BeliefRequest request, CancellationToken cancellation = default) =>
        PostAsync("v1/belief", request, WireJson.Default.BeliefRequest, WireJson.Default.BeliefResponse, cancellation);

    public Task<PlausibilityResponse> PlausibilityAsync(
        BeliefRequest request, CancellationToken cancellation = default) =>
        PostAsync("v1/plausibility", request, WireJson.Default.BeliefRequest, WireJson.Default.PlausibilityResponse,
            cancellation);

    public Task<CounterfactualResponse> CounterfactualAsync(
        CounterfactualRequest request, CancellationToken cancellation = default) =>
        PostAsync("v1/counterfactual", request, WireJson.Default.CounterfactualRequest,
            WireJson.Default.CounterfactualResponse, cancellation);

    /// <summary>Decides one: durable when answered; the same request id may be sent again.</summary>
    public Task<DecisionAnswer> DecideAsync(DecisionItem request, CancellationToken cancellation = default) =>
        PostAsync("v1/decisions", request, WireJson.Default.DecisionItem, WireJson.Default.DecisionAnswer,
            cancellation);

    /// <summary>Decides up to 1,000; each is answered by itself, in order.</summary>
    public async Task<DecisionAnswer[]> DecideAsync(
        DecisionItem[] requests, CancellationToken cancellation = default) =>
        (await PostAsync("v1/decisions", new DecisionBatch(requests), WireJson.Default.DecisionBatch,
            WireJson.Default.DecisionsResult, cancellation)).Decisions;

    public Task<HealthInfo> HealthAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/health", WireJson.Default.HealthInfo, cancellation);

    private Task<TAnswer> GetAsync<TAnswer>(
        string path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        RepeatAsync(HttpMethod.Get, path, () => null, answer, cancellation);

    private Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, type);
        return RepeatAsync(HttpMethod.Post, path, () => Json(body), answer, cancellation);
    }

    /// <summary>Sends until it is answered, as often as the policy says: only for what may be repeated.</summary>
    private async Task<TAnswer> RepeatAsync<TAnswer>(
        HttpMethod method, string path, Func<HttpContent?> body, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                return await SendAsync(method, path, body(), answer, cancellation);
            }
            catch (WorldModelApiException refusal) when (attempt < _retries.Attempts && refusal.IsTransient)
            {
                asked = refusal.RetryAfter;
            }
            catch (HttpRequestException) when (attempt < _retries.Attempts)
            {
            }
            catch (OperationCanceledException)
                when (attempt < _retries.Attempts && !cancellation.IsCancellationRequested)
            {
                // The HttpClient's own time was up: what became of the request is unknown, its id makes a repeat safe.
            }

            await _retries.Wait(_retries.PauseAfter(attempt, asked), cancellation);
        }
    }

    private async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await Refusal(response, cancellation);
        return await response.Content.ReadFromJsonAsync(answer, cancellation)
            ?? throw new InvalidDataException($"{method} {path}: the server answered nothing");
    }

    private static async Task<WorldModelApiException> Refusal(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var status = (int)response.StatusCode;
        return new WorldModelApiException(Parse(text) ?? Unexplained(status, text), response.Headers.RetryAfter?.Delta);
    }

    private static ProblemInfo? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, WireJson.Default.ProblemInfo);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProblemInfo Unexplained(int status, string text) =>
        new("about:blank", $"HTTP {status}", status, text.Length == 0 ? $"HTTP {status}" : text, "http", null, null,
            null);

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

#pragma warning disable CS1998 // Nothing to wait for: the items are here.
    private static async IAsyncEnumerable<T> Streamed<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
            yield return item;
    }
#pragma warning restore CS1998

    private static StreamContent Lines(Stream lines)
    {
        var content = new StreamContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }
}
