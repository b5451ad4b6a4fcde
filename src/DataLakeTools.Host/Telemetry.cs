using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Jobs.Runs;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DataLakeTools.Host;

/// <summary>
/// Sends spans and metrics of a run by OTLP where the standard variables of OpenTelemetry name a collector. Its variables set
/// the rest, too: OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Spans and durations of the requests to the lake and to TMDB; .NET leaves out what stands after ? in their addresses.
    private const string Requests = "System.Net.Http";

    private readonly TracerProvider _spans;
    private readonly MeterProvider _metrics;

    private Telemetry()
    {
        // Neither S3 nor TMDB is part of the trace: they get no headers of it.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
        _spans = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(JobTelemetry.Name, Requests).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(JobTelemetry.Name, Requests).AddOtlpExporter().Build();
    }

    /// <summary>Begins to send; nothing where no collector is named. What is left is sent when it is disposed.</summary>
    public static IDisposable? Start() => Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } ? Create() : null;

    /// <summary>Sends what is left, for some seconds at most.</summary>
    public void Dispose()
    {
        _spans.Dispose();
        _metrics.Dispose();
    }

    // Not inlined, so that nothing of OpenTelemetry is loaded where it is not wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Telemetry Create() => new();

    private static void Describe(ResourceBuilder resource) => resource
        .AddService("datalake", serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
