using System.Net;

namespace WorldModel.Silo.Api;

/// <summary>
/// Refuses what a web page of another site sends through the browser of somebody on this machine. Listening on loopback
/// alone does not keep it out: the browser is on this machine. Where there are access keys they do this.
/// </summary>
internal static class OwnMachine
{
    // Callers keep a connection, and send the same host with every request.
    private static string? _known;

    public static Task Require(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        // A name that an attacker's own DNS points at 127.0.0.1 makes the page and the API one origin.
        if (request.Host.Value is { Length: > 0 } host && host != _known)
        {
            if (!IsOurs(request.Host.Host)) return Guard.Answer(http, Forbidden("Host", host));
            _known = host;
        }

        return request.Headers.Origin is [{ } origin, ..] && !IsOurs(HostOf(origin))
            ? Guard.Answer(http, Forbidden("Origin", origin))
            : next(http);
    }

    private static bool IsOurs(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string HostOf(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) ? uri.Host : "";

    private static ApiException Forbidden(string header, string? value) => new(
        StatusCodes.Status403Forbidden, "other-site", header, value, "this machine: localhost, 127.0.0.1 or [::1]");
}
