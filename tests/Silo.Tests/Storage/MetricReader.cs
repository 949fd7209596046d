using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>Hears what one process's metrics say.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, string Tag, double Value)> _heard = new();

    public MetricReader(Metrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (metrics.Owns(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What a counter has counted, of one tag value or of all.</summary>
    public double Sum(string name, string? tag = null) =>
        _heard.Where(heard => heard.Name == name && (tag is null || heard.Tag == tag)).Sum(heard => heard.Value);

    /// <summary>What a gauge says now.</summary>
    public double Gauge(string name)
    {
        _listener.RecordObservableInstruments();
        return _heard.Last(heard => heard.Name == name).Value;
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _heard.Enqueue((instrument.Name, tags.IsEmpty ? "" : $"{tags[0].Value}", value));
}
