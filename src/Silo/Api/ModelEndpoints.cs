using Microsoft.AspNetCore.Http.Features;
using WorldModel.Client.Wire;
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

    private static Task Answer(HttpContext http, ModelReply reply) => reply.Problem is { } problem
        ? throw ApiException.From(problem)
        : Answer(http, reply.Status);

    private static Task Answer(HttpContext http, ModelStatus status) =>
        Reply.Json(http, Mapping.Wire(status), WireJson.Default.ModelsInfo);
}
