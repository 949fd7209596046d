using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorldModel.Models.Files;

/// <summary>JSON inside a model file: member order of the records, no white space, NaN by name.</summary>
internal static class ModelJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
