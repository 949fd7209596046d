using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WorldModel.Bench.Load;

/// <summary>
/// One kept connection on a blocking socket, one request at a time. It knows as much HTTP as the servers measured here
/// speak: a status line and a Content-Length.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _request = new byte[16 * 1024];
    private readonly byte[] _reply = new byte[256 * 1024];

    public Connection(Uri url)
    {
        _socket.NoDelay = true;
        _socket.Connect(new IPEndPoint(IPAddress.Parse(url.Host), url.Port));
    }

    /// <summary>Bytes of the last reply, head and body.</summary>
    public int ReplyBytes { get; private set; }

    /// <summary>Sends a request and waits for the whole reply; the status.</summary>
    public int Ask(Target target, long number)
    {
        _socket.Send(_request.AsSpan(0, target.Write(number, _request)));
        var got = 0;
        while (true)
        {
            var received = _socket.Receive(_reply.AsSpan(got));
            if (received == 0) throw new IOException("the server closed the connection");
            got += received;
            var head = _reply.AsSpan(0, got).IndexOf("\r\n\r\n"u8);
            if (head < 0) continue;
            var length = head + 4 + ContentLength(_reply.AsSpan(0, head));
            while (got < length)
                got += Math.Max(_socket.Receive(_reply.AsSpan(got)), 1);
            ReplyBytes = got;
            return (100 * (_reply[9] - '0')) + (10 * (_reply[10] - '0')) + _reply[11] - '0';
        }
    }

    /// <summary>The last reply as text, for an error.</summary>
    public string Reply() => Encoding.UTF8.GetString(_reply, 0, Math.Min(ReplyBytes, 2000));

    public void Dispose() => _socket.Dispose();

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        if (at < 0) throw new IOException("the reply has no Content-Length");
        Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _);
        return length;
    }
}
