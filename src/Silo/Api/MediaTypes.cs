namespace WorldModel.Silo.Api;

/// <summary>The kinds of bodies.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Bytes = "application/octet-stream";

    /// <exception cref="ApiException">The body is of another kind.</exception>
    public static void Require(HttpContext http, params ReadOnlySpan<string> accepted)
    {
        foreach (var type in accepted)
            if (Is(http, type))
                return;
        throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "media-type", "Content-Type",
            http.Request.ContentType, string.Join(" or ", accepted));
    }

    public static bool Is(HttpContext http, string type) =>
        http.Request.ContentType is { } given && given.StartsWith(type, StringComparison.OrdinalIgnoreCase)
        && (given.Length == type.Length || given[type.Length] is ';' or ' ');
}
