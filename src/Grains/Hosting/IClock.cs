namespace WorldModel.Grains.Hosting;

/// <summary>The only time that grains know. Read when a request is judged, never when a record is replayed.</summary>
public interface IClock
{
    /// <summary>The current day in the schema's zone.</summary>
    DateOnly Today { get; }

    /// <summary>The instant; for expiry stamps.</summary>
    DateTimeOffset Now { get; }
}
