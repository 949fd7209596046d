using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Api;

/// <summary>The HTTP server: Kestrel, the endpoints, and the OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class ApiServer
{
    private const long MostBodyBytes = 16 * 1024 * 1024;

    public static WebApplication Build(
        SiloOptions options, IPEndPoint endpoint, Action<WebApplicationBuilder>? beside = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
        });
        builder.Services.AddOpenApi(OpenApiShape.Configure);
        if (options.LogLevel != LogLevel.None)
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(options.LogLevel)
                .AddFilter("Microsoft", LogLevel.Warning)
                // Were it on, each request would get an activity, for a scope of log lines that nobody writes; whoever
                // listens for activities gets them all the same.
                .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
                // It would log what Start throws to its caller once more, with a stack trace.
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = SiloHost.ShutdownBudget);
        beside?.Invoke(builder);
        return builder.Build();
    }

    public static void Map(WebApplication app, ApiContext context)
    {
        // A page of another site cannot know a key, and behind a proxy the host has another name.
        if (context.Keys is { } keys)
            app.Use(keys.Require);
        else
            app.Use(OwnMachine.Require);
        app.UseRouting();
        app.Use(Guard.ExplainRouting);
        var routes = new Routes(app, new Guard(context.Log));
        new ObserveEndpoints(context).Map(routes);
        new AskEndpoints(context).Map(routes);
        var campaigns = new CampaignEndpoints(context);
        campaigns.Map(routes);
        new AudienceEndpoints(context, campaigns).Map(routes);
        new DecisionEndpoints(context).Map(routes);
        new PoolEndpoints(context).Map(routes);
        new ModelEndpoints(context).Map(routes);
        new MixEndpoints(context).Map(routes);
        new TrustEndpoints(context).Map(routes);
        new HealthEndpoint(context).Map(routes);
        new ProbeEndpoints(context).Map(routes);
        app.MapOpenApi();
    }
}
