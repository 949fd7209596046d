using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Api;

/// <summary>What the OpenAPI document says beyond what the records say themselves.</summary>
internal static class OpenApiShape
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "WorldModel";
            document.Info.Version = "v1";
            // Where it listens is the server's own affair; the document is the same everywhere.
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonPropertyInfo?.CustomConverter is ScalarMapConverter)
                DescribeScalarMap(schema);
            RequireWhatIsAlwaysThere(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            DescribeParameters(operation, context.Description);
            DescribeRefusals(operation.Responses!);
            return Task.CompletedTask;
        });
    }

    /// <summary>The serialiser leaves null out: a field that may be null may be absent.</summary>
    private static void RequireWhatIsAlwaysThere(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null)
                schema.Required?.Remove(property.Name);
        }
    }

    /// <summary>What stands in the address, which a plain request delegate does not declare.</summary>
    private static void DescribeParameters(OpenApiOperation operation, ApiDescription endpoint)
    {
        var pattern = RoutePatternFactory.Parse(endpoint.RelativePath ?? "");
        var parameters = new List<IOpenApiParameter>();
        foreach (var part in pattern.Parameters)
            parameters.Add(Parameter(part.Name, ParameterLocation.Path, null, JsonSchemaType.String));
        var query = endpoint.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().Single();
        foreach (var known in query.Known)
        {
            parameters.Add(Parameter(known.Name, ParameterLocation.Query, known.Summary,
                known.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String));
        }
        if (parameters.Count > 0)
            operation.Parameters = parameters;
    }

    private static OpenApiParameter Parameter(
        string name, ParameterLocation place, string? summary, JsonSchemaType type) => new()
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = summary,
            Schema = new OpenApiSchema { Type = type },
        };

    /// <summary>Every refusal has one shape, whatever its status.</summary>
    private static void DescribeRefusals(OpenApiResponses responses)
    {
        if (!responses.Remove("422", out var refusal))
            return;
        responses.Add("4XX", new OpenApiResponse
        {
            Description = "Refused. 400: not JSON; 401: no access key; 403: from another site; 404: unknown; "
                + "409: not at this stage, or said otherwise before; 413: too large; 415: another kind of body; "
                + "422: a field is wrong; 429: come back after Retry-After.",
            Content = refusal.Content,
        });
        responses.Add("5XX", new OpenApiResponse
        {
            Description = "Not done. 500: an error of the server; 503: the store cannot be written.",
            Content = refusal.Content,
        });
    }

    private static void DescribeScalarMap(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.AdditionalProperties = new OpenApiSchema
        {
            Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean,
        };
    }
}
