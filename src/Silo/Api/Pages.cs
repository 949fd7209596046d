using System.Globalization;

namespace WorldModel.Silo.Api;

/// <summary>What all answers have in common that come page by page.</summary>
internal static class Pages
{
    /// <summary>The header that leads to the next page; absent on the last one.</summary>
    public const string CursorHeader = "Next-Cursor";

    private const string CursorName = "cursor";
    private const string LimitName = "limit";

    public static readonly QueryParameter Cursor = new(
        CursorName, $"The header {CursorHeader} of the page before; absent: the first page.");

    public static QueryParameter Limit(int most) =>
        new(LimitName, $"The most lines of the page, 1 to {most}; absent: {most}.", IsNumber: true);

    public static string? CursorOf(HttpContext http) => http.Request.Query[CursorName];

    /// <exception cref="ApiException">No whole number, or out of range.</exception>
    public static int LimitOf(HttpContext http, int most)
    {
        string? text = http.Request.Query[LimitName];
        return text is null ? most
            : int.TryParse(text, CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most ? limit
            : throw ApiException.Invalid(LimitName, text, $"1 to {most}");
    }

    public static ApiException NoCursor(string? text) =>
        ApiException.Invalid(CursorName, text, $"a cursor from the header {CursorHeader}");
}
