using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Api;

/// <summary>Runs an endpoint and answers every failure as problem+json.</summary>
internal sealed class Guard(ILogger log)
{
    private const string ModelFileCode = "model-file";
    private const string RetrySoonSeconds = "1";
    private const string RetryLaterSeconds = "5";

    public async Task Run(HttpContext http, RequestDelegate handler)
    {
        try
        {
            await handler(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller went away: nobody is there to answer.
        }
        catch (Exception error)
        {
            var refusal = Explain(http, error);
            if (http.Response.HasStarted)
                http.Abort();
            else
                await Answer(http, refusal);
        }
    }

    /// <summary>Gives the refusals of routing, which have a status only, the body that all errors have.</summary>
    public static Task ExplainRouting(HttpContext http, RequestDelegate next) =>
        // What has an endpoint of ours says for itself why it refuses.
        http.GetEndpoint() is RouteEndpoint ? next(http) : Explain(http, next);

    private static async Task Explain(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response.HasStarted || http.Response.ContentLength is not null)
            return;
        var request = http.Request;
        var refusal = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new ApiException(
                StatusCodes.Status404NotFound, "unknown-path", "path", request.Path, "a path of /openapi/v1.json"),
            StatusCodes.Status405MethodNotAllowed => new ApiException(
                StatusCodes.Status405MethodNotAllowed, "method", "method", request.Method, http.Response.Headers.Allow),
            StatusCodes.Status415UnsupportedMediaType => new ApiException(
                StatusCodes.Status415UnsupportedMediaType, "media-type", "Content-Type", request.ContentType,
                "a kind of body that /openapi/v1.json names for the path"),
            _ => null,
        };
        if (refusal is not null)
            await Answer(http, refusal);
    }

    public static Task Answer(HttpContext http, ApiException refusal)
    {
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
            http.Response.Headers.RetryAfter = RetrySoonSeconds;
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = RetryLaterSeconds;
        http.Response.StatusCode = refusal.Status;
        return Reply.Json(http, refusal.ToInfo(), WireJson.Default.ProblemInfo, "application/problem+json");
    }

    /// <summary>Whether a queue was full: nothing was accepted.</summary>
    public static bool IsBusy(Exception error) =>
        error is BusyException or GrainUnavailableException { Problem.Code: ProblemCode.Busy };

    private ApiException Explain(HttpContext http, Exception error)
    {
        switch (error)
        {
            case ApiException refusal:
                return refusal;
            case InputException input:
                return ApiException.Invalid(input.Field, input.Value, input.Expected);
            case ModelFileException model:
                return new(StatusCodes.Status422UnprocessableEntity, ModelFileCode, "body", model.Found, model.Expected,
                    model.Message);
            case BusyException or GrainUnavailableException { Problem.Code: ProblemCode.Busy }:
                return new(StatusCodes.Status429TooManyRequests, ProblemCode.Busy, null, null,
                    "fewer calls at the same time; nothing of this one was accepted");
            case BadHttpRequestException bad:
                return new(bad.StatusCode, "bad-request", "body", null, bad.Message);
            case GrainUnavailableException grain:
                return new(StatusCodes.Status503ServiceUnavailable, grain.Problem.Code, null, null,
                    "the same request again, under the same ids", grain.Message);
            case StoreException store:
                Log.StoreFailed(log, store);
                return new(StatusCodes.Status503ServiceUnavailable, "store", null, null, "a store that can be written",
                    store.Message);
            default:
                Log.RequestFailed(log, http.Request.Method, Route(http), error);
                return new(StatusCodes.Status500InternalServerError, "internal", null, null, "no error of the server");
        }
    }

    private static string Route(HttpContext http) =>
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
}
