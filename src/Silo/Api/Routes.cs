using Microsoft.AspNetCore.Http.Metadata;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Api;

/// <summary>
/// Adds endpoints as plain request delegates, which cost nothing at run time, with the metadata that the OpenAPI
/// document is made of. What a request's address asks for that its endpoint does not know is refused here for all.
/// </summary>
internal sealed class Routes(IEndpointRouteBuilder app, Guard guard)
{
    private static readonly string[] ProblemType = ["application/problem+json"];

    public void Get<TAnswer>(
        string path, RequestDelegate handler, string summary, string answer = MediaTypes.Json,
        params QueryParameter[] query) =>
        Add("GET", path, handler, summary, null, typeof(TAnswer), answer, new QueryParameters(query));

    /// <summary>Passes over parameters: what a balancer adds to its probe must not take a silo out.</summary>
    public void Probe<TAnswer>(string path, RequestDelegate handler, string summary) =>
        Add("GET", path, handler, summary, null, typeof(TAnswer), MediaTypes.Json,
            new QueryParameters([], passesOver: true));

    public void Post<TAnswer>(string path, RequestDelegate handler, string summary) =>
        Add("POST", path, handler, summary, null, typeof(TAnswer), MediaTypes.Json);

    public void Post<TBody, TAnswer>(
        string path, RequestDelegate handler, string summary, params string[] bodies) =>
        Add("POST", path, handler, summary, Accepts<TBody>(bodies), typeof(TAnswer), MediaTypes.Json);

    /// <summary>A body may be left out.</summary>
    public void PostOptional<TBody, TAnswer>(string path, RequestDelegate handler, string summary) =>
        Add("POST", path, handler, summary, Accepts<TBody>([], isOptional: true), typeof(TAnswer), MediaTypes.Json);

    public void Put<TBody, TAnswer>(
        string path, RequestDelegate handler, string summary, params string[] bodies) =>
        Add("PUT", path, handler, summary, Accepts<TBody>(bodies), typeof(TAnswer), MediaTypes.Json);

    public void Delete<TBody, TAnswer>(
        string path, RequestDelegate handler, string summary, params string[] bodies) =>
        Add("DELETE", path, handler, summary, Accepts<TBody>(bodies), typeof(TAnswer), MediaTypes.Json);

    public void Delete<TAnswer>(string path, RequestDelegate handler, string summary) =>
        Add("DELETE", path, handler, summary, null, typeof(TAnswer), MediaTypes.Json);

    private static AcceptsMetadata Accepts<TBody>(string[] bodies, bool isOptional = false) =>
        new(bodies.Length == 0 ? [MediaTypes.Json] : bodies, typeof(TBody), isOptional);

    private void Add(
        string method, string path, RequestDelegate handler, string summary, AcceptsMetadata? accepts, Type answer,
        string answerType, QueryParameters? query = null)
    {
        var parameters = query ?? new QueryParameters([]);
        RequestDelegate known = http =>
        {
            parameters.Check(http.Request);
            return handler(http);
        };
        var endpoint = app.MapMethods(path, [method], http => guard.Run(http, known));
        endpoint.WithMetadata(
            handler.Method,
            parameters,
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answer, [answerType]),
            new ProducesResponseTypeMetadata(
                StatusCodes.Status422UnprocessableEntity, typeof(ProblemInfo), ProblemType));
        endpoint.WithSummary(summary);
        if (accepts is not null)
            endpoint.WithMetadata(accepts);
    }
}
