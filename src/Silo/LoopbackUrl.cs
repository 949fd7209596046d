using System.Net;
using WorldModel.Schema;

namespace WorldModel.Silo;

/// <summary>
/// The address to listen on. Whoever reaches the API may read and change everything, since there are no keys yet: so
/// only this machine may.
/// </summary>
internal static class LoopbackUrl
{
    /// <exception cref="InputException">Not an http address of this machine.</exception>
    public static IPEndPoint Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new InputException("url", url, "an address such as " + SiloOptions.DefaultUrl);
        if (uri.Host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) || !IPAddress.IsLoopback(address))
            throw new InputException("url", url,
                "a loopback address (127.0.0.1, [::1] or localhost): there are no access keys yet, so no other machine "
                + "may reach the API");
        return new IPEndPoint(address, uri.Port);
    }
}
