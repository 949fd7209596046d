using Microsoft.AspNetCore.Http.Features;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>Models: a file comes in as a candidate, is promoted, and can be rolled back.</summary>
internal sealed class ModelEndpoints(ApiContext context)
{
    public const string DefaultName = "default";
    private const long MostFileBytes = 1L << 30;

    public void Map(Routes routes)
    {
        routes.Get<ModelsInfo>("/v1/models", List, "Which model is live, and which were.");
        routes.Post<Stream, ModelUpload>("/v1/models", Upload,
            "Takes a model file, checks that it reproduces itself, and registers it as a candidate.", MediaTypes.Bytes);
        routes.Post<ModelRequest, ModelsInfo>("/v1/models/promote", Promote, "Makes a candidate live.");
        routes.Post<ModelsInfo>("/v1/models/rollback", RollBack, "Makes the previous model live again.");
        routes.Post<ModelRequest, ModelsInfo>("/v1/models/shadow", Shadow,
            "Lets a candidate decide beside the live model; nobody acts on it, differences are counted.");
        routes.Post<ModelsInfo>("/v1/models/shadow/end", EndShadow, "Takes the candidate out of the shadow.");
        routes.Get<ShadowInfo>("/v1/models/shadow", ShadowReport,
            "What candidates in the shadow would have decided, campaign by campaign.");
    }

    private ISharedModel Model => context.Grains.Model(DefaultName);

    private async Task List(HttpContext http) => await Answer(http, await Model.Status());

    private async Task Upload(HttpContext http)
    {
        MediaTypes.Require(http, MediaTypes.Bytes);
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostFileBytes;
        var hash = await context.Models.Take(http.Request.Body, http.RequestAborted);
        var reply = await Model.Register(hash);
        if (reply.Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, new ModelUpload(hash, Mapping.Wire(reply.Status)), WireJson.Default.ModelUpload);
    }

    private async Task Promote(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<ModelRequest>());
        await Answer(http, await Model.Promote(request.Model));
    }

    private async Task RollBack(HttpContext http) => await Answer(http, await Model.RollBack());

    private async Task Shadow(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<ModelRequest>());
        await Answer(http, await Model.Shadow(request.Model));
    }

    private async Task EndShadow(HttpContext http) => await Answer(http, await Model.Shadow(null));

    private async Task ShadowReport(HttpContext http)
    {
        var campaigns = new List<ShadowCampaign>();
        foreach (var id in await context.Host.Keys(GrainKind.Campaign))
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, context.Grains.ShardCount)
                .Select(shard => context.Grains.Shard(shard).Shadows(id).AsTask()));
            campaigns.AddRange(Grains.Campaigns.ShadowReport.Merge(replies).Select(tally => Mapping.Wire(id, tally)));
        }
        var status = await Model.Status();
        await Reply.Json(http, new ShadowInfo(status.Shadow, [.. campaigns]), WireJson.Default.ShadowInfo);
    }

    private static Task Answer(HttpContext http, ModelReply reply) => reply.Problem is { } problem
        ? throw ApiException.From(problem)
        : Answer(http, reply.Status);

    private static Task Answer(HttpContext http, ModelStatus status) =>
        Reply.Json(http, Mapping.Wire(status), WireJson.Default.ModelsInfo);
}
