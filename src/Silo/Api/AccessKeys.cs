using System.Security.Cryptography;
using System.Text;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>
/// Who may call the API: whoever sends one of a file's keys as <c>Authorization: Bearer KEY</c>. The file is read again
/// when it changes, so that keys are changed without a restart: put the new one beside the old, move the callers, take
/// the old one away. Only hashes are kept.
/// </summary>
internal sealed class AccessKeys
{
    private const int Shortest = 32;
    private const string Scheme = "Bearer ";
    private const string KeyVariable = "WORLDMODEL_KEY";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private byte[][] _hashes;
    private DateTime _written;
    private long _looked;

    /// <param name="path">A key a line, of at least 32 characters; empty lines and lines with # are left out.</param>
    /// <param name="time">Paces the looks at the file.</param>
    /// <param name="log">Told of keys taken over and of a file that cannot be read.</param>
    /// <exception cref="InputException">The file is not there, has no key, or a key that can be guessed.</exception>
    public AccessKeys(string path, TimeProvider time, ILogger log)
    {
        (_path, _time, _log) = (path, time, log);
        _written = Written(path);
        _looked = time.GetTimestamp();
        _hashes = Read(path);
    }

    /// <summary>Lets a request through whose key is right; the probes of an orchestrator need none.</summary>
    public Task Require(HttpContext http, RequestDelegate next)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (ProbeEndpoints.IsProbe(http.Request.Path) || Accepts(header)) return next(http);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        // What was sent may be somebody's key for something else: it is not repeated.
        var got = header.Length == 0 ? "nothing" : "something else";
        return Guard.Answer(http, new ApiException(
            StatusCodes.Status401Unauthorized, "access-key", "Authorization", null, "Bearer and a key of this server",
            $"Authorization: got {got}, expected Bearer and a key of this server (the command line: {KeyVariable})"));
    }

    /// <summary>Whether a header carries one of the keys; how long that takes tells nothing of them.</summary>
    public bool Accepts(string header)
    {
        LookAgain();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), hash);
        var found = false;
        foreach (var known in Volatile.Read(ref _hashes))
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        return found;
    }

    private void LookAgain()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _looked)) < LookEvery) return;
        lock (_lock)
        {
            if (_time.GetElapsedTime(_looked) < LookEvery) return;
            Volatile.Write(ref _looked, _time.GetTimestamp());
            try
            {
                var written = Written(_path);
                if (written == _written) return;
                var hashes = Read(_path);
                Volatile.Write(ref _hashes, hashes);
                _written = written;
                Log.KeysRead(_log, hashes.Length);
            }
            catch (Exception error) when (error is InputException or IOException or UnauthorizedAccessException)
            {
                // Half a file, or none: the keys that were good go on being good until there are others.
                Log.KeysUnreadable(_log, error.Message);
            }
        }
    }

    private static DateTime Written(string path) => File.GetLastWriteTimeUtc(path);

    private static byte[][] Read(string path)
    {
        if (!File.Exists(path)) throw new InputException("keys", path, "a file with a key a line");
        var lines = File.ReadAllLines(path);
        var keys = new List<byte[]>();
        for (var i = 0; i < lines.Length; i++)
        {
            var key = lines[i].Trim();
            if (key.Length == 0 || key[0] == '#') continue;
            if (key.Length < Shortest || key.Any(char.IsWhiteSpace))
                throw new InputException($"keys, line {i + 1}", $"{key.Length} characters",
                    $"a key of at least {Shortest} characters without spaces, from a random generator");
            keys.Add(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        }

        return keys.Count > 0 ? [.. keys] : throw new InputException("keys", path, "at least one key");
    }
}
