using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using WorldModel.Client.Wire;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Api;

/// <summary>Takes bulk requests in, as a JSON array or in lines: so many at a time, and of bounded length.</summary>
internal sealed class Intake(ApiContext context)
{
    private const int MostAtOnce = 32;
    private const long MostArrayBytes = 16 * 1024 * 1024;

    private int _atOnce;

    /// <param name="http">The request.</param>
    /// <param name="ingest">What reads its items and sends them on.</param>
    /// <param name="metrics">Counts what became of the items; null: they are no observations.</param>
    public async Task Take<TItem>(HttpContext http, Ingest<TItem> ingest, Metrics? metrics)
        where TItem : class
    {
        MediaTypes.Require(http, MediaTypes.Json, MediaTypes.Lines);
        if (Interlocked.Increment(ref _atOnce) > MostAtOnce)
        {
            Interlocked.Decrement(ref _atOnce);
            throw new BusyException("ingest", MostAtOnce);
        }
        try
        {
            await Read(http, ingest);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
        await Reply.Json(http, ingest.Totals.ToResult(metrics), WireJson.Default.IngestResult);
    }

    private async Task Read<TItem>(HttpContext http, Ingest<TItem> ingest)
        where TItem : class
    {
        bool lines = MediaTypes.Is(http, MediaTypes.Lines);
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            lines ? context.Options.MostStreamBytes : MostArrayBytes;
        if (!lines)
        {
            await ingest.Array(await JsonBody.Buffer(http, MostArrayBytes));
            return;
        }
        // A stream may rest between its lines.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        await ingest.Lines(http.Request, http.RequestAborted);
    }
}
