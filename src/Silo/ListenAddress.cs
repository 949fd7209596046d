using System.Net;
using System.Net.Sockets;
using WorldModel.Schema;

namespace WorldModel.Silo;

/// <summary>
/// The address to listen on. Whoever reaches the API may read and change everything: without access keys only this
/// machine may reach it.
/// </summary>
internal static class ListenAddress
{
    /// <param name="url">An http address with the number of an interface, or localhost.</param>
    /// <param name="hasKeys">Whether callers need a key.</param>
    /// <exception cref="InputException">Not an http address, or of other machines' reach and without keys.</exception>
    public static IPEndPoint Parse(string url, bool hasKeys)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new InputException("url", url, "an address such as " + SiloOptions.DefaultUrl);
        if (uri.Host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            throw new InputException("url", url,
                "the number of an interface: a loopback address, or with access keys another, such as 0.0.0.0");
        if (!hasKeys && !IPAddress.IsLoopback(address))
            throw new InputException("url", url,
                "a loopback address (127.0.0.1, [::1] or localhost), or a file of access keys (keys) beside it: "
                + "without keys no other machine may reach the API");
        return new IPEndPoint(address, uri.Port);
    }

    /// <summary>Refuses an address on which another process listens, before anything is made on disk.</summary>
    /// <exception cref="InputException">It is taken.</exception>
    public static void RequireFree(IPEndPoint address, string url)
    {
        if (address.Port == 0) return;
        try
        {
            using var listener = new TcpListener(address);
            listener.Start();
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw Taken(url, cause);
        }
    }

    public static InputException Taken(string url, Exception cause) =>
        new("url", url, "an address on which nothing listens yet", cause);
}
