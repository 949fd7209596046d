using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace WorldModel.Bench.Serving;

/// <summary>
/// What a silo's HTTP is measured against: the same server with one endpoint that takes a body and answers nothing, and
/// one that does of a decision only what nobody can leave out (<see cref="DurableEcho"/>), in a process of its own with
/// the silo's garbage collector and compiler and pool settings.
/// </summary>
internal sealed class EmptyServer : IDisposable
{
    public const string Command = "empty-server";
    public const string Path = "/empty";

    private readonly Process _process;

    private EmptyServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Processor time that the process has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="data">Where the echo's store is made.</param>
    public static async Task<EmptyServer> Start(string data)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EmptyServer).Assembly.Location, Command, data])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        var process = Process.Start(start)!;
        var url = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("the empty server did not start");
        return new EmptyServer(process, new Uri(url));
    }

    /// <summary>The child's own program: prints its address and serves until it is killed.</summary>
    public static async Task Serve(string data, TextWriter output)
    {
        using var echo = new DurableEcho(data);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapPost(Path, (RequestDelegate)(http =>
        {
            http.Response.ContentLength = 0;
            return Task.CompletedTask;
        }));
        app.MapPost(DurableEcho.Path, (RequestDelegate)echo.Answer);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        await output.WriteLineAsync(addresses.Addresses.First());
        await Task.Delay(Timeout.Infinite);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
