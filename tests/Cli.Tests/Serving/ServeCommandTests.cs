using System.Net;
using System.Net.Sockets;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Serving;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_in_use_is_bad_input_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var run = await Serve("--port", $"{port}");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"127.0.0.1:{port}", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_bad_input()
    {
        var run = await Serve("--port", "0", "--model", _folder.Write("m.wmdl", new string('x', 100)));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("model", run.Error);
    }

    [Fact]
    public async Task Data_where_a_file_stands_is_bad_input()
    {
        var run = await CliRun.Of("serve", "--schema", Checkout.File("examples/purchase-world.schema.json"),
            "--data", _folder.Write("data", ""));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("--data: got ", run.Error);
    }

    private Task<CliRun> Serve(params string[] more) => CliRun.Of(
        ["serve", "--schema", Checkout.File("examples/purchase-world.schema.json"), "--data", _folder.File("silo"),
            .. more]);
}
