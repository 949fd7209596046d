using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>Campaigns' lists of consumers: kept by the shards, each its own.</summary>
internal sealed class AudienceEndpoints(ApiContext context, CampaignEndpoints campaigns)
{
    private readonly Intake _intake = new(context);

    public void Map(Routes routes)
    {
        routes.Put<MemberItem[], IngestResult>("/v1/campaigns/{id}/audience", http => Change(http, true),
            "Puts consumers on a campaign's list; those on it stay.", MediaTypes.Json, MediaTypes.Lines);
        routes.Delete<MemberItem[], IngestResult>("/v1/campaigns/{id}/audience", http => Change(http, false),
            "Takes consumers off a campaign's list.", MediaTypes.Json, MediaTypes.Lines);
    }

    private async Task Change(HttpContext http, bool isListed)
    {
        var status = (await (await campaigns.Known(http)).Status()).Status!;
        if (!status.AudienceList)
            throw ApiException.Invalid("audienceList", "false", "a campaign whose audience is a list");
        if (status.Requested == CampaignStage.Closed)
            throw new ApiException(StatusCodes.Status409Conflict, ProblemCode.WrongStage, "id", status.Id,
                "a campaign that is not closed");
        await _intake.Take(http, new Ingest<string>(context.Grains, new MemberParser(), new(
            consumer => consumer, _ => { },
            (shard, consumers) => shard.PutAudience(new AudienceBatch(status.Id, consumers, isListed)))), null);
    }
}
