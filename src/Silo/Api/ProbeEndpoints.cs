using WorldModel.Client.Wire;

namespace WorldModel.Silo.Api;

/// <summary>
/// What an orchestrator asks, without a key: whether the process lives, and whether it should get requests. They say
/// nothing else; <c>/v1/health</c> says it all.
/// </summary>
internal sealed class ProbeEndpoints(ApiContext context)
{
    private const string LivePath = "/v1/live";
    private const string ReadyPath = "/v1/ready";

    public static bool IsProbe(PathString path) => path == LivePath || path == ReadyPath;

    public void Map(Routes routes)
    {
        routes.Probe<ProbeInfo>(LivePath, Live, "Whether the process answers; needs no key.");
        routes.Probe<ProbeInfo>(ReadyPath, Ready, "Whether it should get requests: 503 where its store fails. No key.");
    }

    private static Task Live(HttpContext http) =>
        Reply.Json(http, new ProbeInfo("ok"), WireJson.Default.ProbeInfo);

    private Task Ready(HttpContext http)
    {
        var isReady = context.Store.Failure is null;
        if (!isReady) http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Reply.Json(http, new ProbeInfo(isReady ? "ok" : "failing"), WireJson.Default.ProbeInfo);
    }
}
