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
public sealed partial class WorldModelClient(HttpClient http)
{
    /// <summary>
    /// Sends events; they are applied in order, each is answered by itself, the accepted are durable.
    /// </summary>
    public Task<IngestResult> SendEventsAsync(
        IEnumerable<EventItem> events, CancellationToken cancellation = default) =>
        SendEventsAsync(events.ToAsyncEnumerable(), cancellation);

    /// <summary>Streams events as they come; the answer follows the last one.</summary>
    public Task<IngestResult> SendEventsAsync(
        IAsyncEnumerable<EventItem> events, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/events", new LineContent<EventItem>(events, WireJson.Default.EventItem),
            WireJson.Default.IngestResult, cancellation);

    /// <summary>Sends lines of events as they stand in a file (UTF-8, one JSON object a line).</summary>
    public Task<IngestResult> SendEventLinesAsync(Stream lines, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/events", Lines(lines), WireJson.Default.IngestResult, cancellation);

    /// <summary>Creates consumers or replaces their attributes.</summary>
    public Task<IngestResult> PutConsumersAsync(
        IEnumerable<ConsumerItem> consumers, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, "v1/consumers",
            new LineContent<ConsumerItem>(consumers.ToAsyncEnumerable(), WireJson.Default.ConsumerItem),
            WireJson.Default.IngestResult, cancellation);

    /// <summary>Forgets a consumer: attributes, history and decisions.</summary>
    public Task<ForgetResult> ForgetAsync(string consumer, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, "v1/consumers",
            Json(new ForgetRequest(consumer), WireJson.Default.ForgetRequest), WireJson.Default.ForgetResult,
            cancellation);

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
    public Task<DecisionAnswer[]> DecideAsync(DecisionItem[] requests, CancellationToken cancellation = default) =>
        PostAsync("v1/decisions", requests, WireJson.Default.DecisionItemArray,
            WireJson.Default.DecisionAnswerArray, cancellation);

    public Task<HealthInfo> HealthAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/health", WireJson.Default.HealthInfo, cancellation);

    private Task<TAnswer> GetAsync<TAnswer>(
        string path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellation);

    private Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, Json(request, type), answer, cancellation);

    private async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
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

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static StreamContent Lines(Stream lines)
    {
        var content = new StreamContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }
}
