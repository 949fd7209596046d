using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Http.Headers;
using WorldModel.Client;

namespace WorldModel.Cli.Serving;

/// <summary>Where the running silo is that a command talks to.</summary>
internal static class SiloAddress
{
    public const int DefaultPort = 5080;

    public static Option<Uri> Option() => new("--url")
    {
        Description = "The running silo",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri($"http://127.0.0.1:{DefaultPort}/"),
        CustomParser = Parse,
    };

    /// <summary>Holds the key of a server that asks for one: a list of processes shows options.</summary>
    public const string KeyVariable = "WORLDMODEL_KEY";

    public static HttpClient Connect(Uri address)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public static WorldModelClient Client(HttpClient http) => new(http);

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        result.AddError($"--url: got {text}, expected an address such as http://127.0.0.1:{DefaultPort}");
        return null;
    }
}
