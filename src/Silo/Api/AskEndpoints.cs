using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>Questions about consumers: belief, plausibility, counterfactuals.</summary>
internal sealed class AskEndpoints(ApiContext context)
{
    private const int MostTreatments = 64;

    public void Map(Routes routes)
    {
        routes.Post<BeliefRequest, BeliefResponse>("/v1/belief", Belief,
            "Probabilities of the hidden units of one consumer or up to 1,000.");
        routes.Post<BeliefRequest, PlausibilityResponse>("/v1/plausibility", Plausibility,
            "How familiar the history of one consumer or up to 1,000 is.");
        routes.Post<CounterfactualRequest, CounterfactualResponse>("/v1/counterfactual", Counterfactual,
            "Outcomes under treatments, for one consumer, up to 1,000, or one described here.");
    }

    private async Task Belief(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<BeliefRequest>());
        var (ids, one) = Consumers.Of(request.Consumer, request.Consumers);
        var answers = await Scatter.Ask(context.Grains, ids, id => id,
            async (shard, part) => (await shard.Belief(new BeliefQuery(part, request.Day))).Answers);
        if (one && answers[0].Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, new BeliefResponse(Array.ConvertAll(answers, Mapping.Wire)),
            WireJson.Default.BeliefResponse);
    }

    private async Task Plausibility(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<BeliefRequest>());
        var (ids, one) = Consumers.Of(request.Consumer, request.Consumers);
        var answers = await Scatter.Ask(context.Grains, ids, id => id,
            async (shard, part) => (await shard.Plausibility(new BeliefQuery(part, request.Day))).Answers);
        if (one && answers[0].Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, new PlausibilityResponse(Array.ConvertAll(answers, Mapping.Wire)),
            WireJson.Default.PlausibilityResponse);
    }

    private async Task Counterfactual(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<CounterfactualRequest>());
        var (subjects, one) = Subjects(request);
        var treatments = Treatments(request.Treatments);
        var settings = Mapping.Settings(request.Context);
        var answers = await Scatter.Ask(context.Grains, subjects, subject => subject.Consumer,
            async (shard, part) => (await shard.Counterfactual(
                new CounterfactualQuery(part, request.Day, treatments, settings, request.Reproduce))).Answers);
        if (one && answers[0].Problem is { } problem)
            throw ApiException.From(problem);
        await Reply.Json(http, new CounterfactualResponse(Array.ConvertAll(answers, Mapping.Wire)),
            WireJson.Default.CounterfactualResponse);
    }

    private static (CounterfactualSubject[] Subjects, bool One) Subjects(CounterfactualRequest request)
    {
        if (request.Described is not { } described)
        {
            var (ids, one) = Consumers.Of(request.Consumer, request.Consumers);
            return (Array.ConvertAll(ids, id => new CounterfactualSubject(id, null)), one);
        }
        if (request.Consumer is not null || request.Consumers is not null)
            throw ApiException.Invalid("described", "an object beside consumers", "either described or consumers");
        return ([new CounterfactualSubject("", Mapping.Attributes(described))], true);
    }

    private static TreatmentMessage[] Treatments(TreatmentItem[] treatments)
    {
        if (treatments.Length > MostTreatments)
            throw ApiException.Invalid("treatments",
                treatments.Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
                $"at most {MostTreatments} of them");
        return Array.ConvertAll(treatments, Mapping.Grain);
    }
}
