using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace WorldModel.Silo;

/// <summary>
/// Tells metrics to a collector by OTLP, where the environment's <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the
/// other variables of that standard (protocol, headers, interval) hold too. Without it nothing is sent.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
    [
        Metrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    public static MeterProvider? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } ? Start(static _ => { }) : null;

    public static MeterProvider Start(Action<OtlpExporterOptions> configure) =>
        Sdk.CreateMeterProviderBuilder().AddMeter(Meters).AddOtlpExporter(configure).Build();
}
