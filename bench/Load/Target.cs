using System.Text;

namespace WorldModel.Bench.Load;

/// <summary>What is asked of an address: the body of the request of a number, any number.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Url">The server.</param>
/// <param name="Path">The endpoint.</param>
/// <param name="Processor">Processor time that the server has taken.</param>
/// <param name="Body">The JSON body of request so-and-so.</param>
internal sealed record Target(
    string Name, Uri Url, string Path, Func<TimeSpan> Processor, Func<long, string> Body)
{
    /// <summary>The whole request in HTTP/1.1; returns its length.</summary>
    public int Write(long number, Span<byte> to)
    {
        var body = Body(number);
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: {Url.Authority}\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n{body}", to);
    }
}
