using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
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
        options.AddOperationTransformer((operation, _, _) =>
        {
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
