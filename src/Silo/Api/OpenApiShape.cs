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
            return Task.CompletedTask;
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
