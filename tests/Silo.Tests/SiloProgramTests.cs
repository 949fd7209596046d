using System.Net;
using System.Net.Sockets;
using WorldModel.Silo.Tests.Killing;

namespace WorldModel.Silo.Tests;

/// <summary>The shipped program where it cannot start: one line that says why, and exit code 2.</summary>
public sealed class SiloProgramTests(SmallWorld world) : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("", "data: got nothing, expected a directory for the store")]
    [InlineData("--data {data} --clock sun", "clock: got 'sun', expected one of Wall, Stream")]
    [InlineData("--data {data} --shards many", "shards: got 'many', expected a whole number")]
    [InlineData("--data {data} --model none.wmdl", "model: got 'none.wmdl', expected a model file that is there")]
    [InlineData("--data {data} --store etcd", "store: got 'etcd', expected sqlite:DIRECTORY, postgres, " +
        "postgres:VARIABLE, blob or blob:VARIABLE")]
    [InlineData("--data {data} --store postgres:NOT_SET",
        "store: got 'postgres:NOT_SET', expected how to reach it in the environment variable NOT_SET")]
    [InlineData("--data {data} --store blob:PATH", "store: got 'blob:PATH', expected WorldModel.Silo.Azure.dll " +
        "beside the program or in a folder of WORLDMODEL_STORES (WorldModel.Stores.sln builds it)")]
    [InlineData("--data {data} --shads 16", "shads: got '16', expected one of --data, --schema, --url, --keys, " +
        "--model, --clock, --synchronous, --journal, --shards, --queue, --store")]
    public async Task Bad_options_are_named_in_one_line(string options, string expected)
    {
        var given = options.Replace("{data}", _data.Path).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] arguments = [.. given, "--schema", world.SchemaFile, "--url", "http://127.0.0.1:0"];
        var (exit, _, error) = await SiloProcess.Run(arguments, TestContext.Current.CancellationToken);
        Assert.Equal((2, expected), (exit, error.TrimEnd()));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        string[] arguments = ["--data", _data.Path, "--schema", world.SchemaFile, "--url", url];
        var (exit, _, error) = await SiloProcess.Run(arguments, TestContext.Current.CancellationToken);
        Assert.Equal((2, $"url: got '{url}', expected an address on which nothing listens yet"),
            (exit, error.TrimEnd()));
    }
}
