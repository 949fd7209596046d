namespace WorldModel.Silo.Orleans;

/// <summary>Every line that a silo of a cluster logs beside those of the embedded one.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(101, LogLevel.Warning, "{Grain}: could not be handed over; who opens it next waits for its lease")]
    public static partial void HandOverFailed(ILogger log, string grain, Exception error);

    [LoggerMessage(102, LogLevel.Warning, "What is live could not be asked for; it is tried again")]
    public static partial void WatchFailed(ILogger log, Exception error);

    [LoggerMessage(103, LogLevel.Warning, "Silo {Silo} was not told which model is live; it finds out by asking")]
    public static partial void NotTold(ILogger log, string silo, Exception error);

    [LoggerMessage(104, LogLevel.Information, "Shards: {Counts}; {Moved} moved, {Woken} woken")]
    public static partial void Balanced(ILogger log, string counts, int moved, int woken);

    [LoggerMessage(105, LogLevel.Warning, "Shards could not be counted; it is tried again")]
    public static partial void BalanceFailed(ILogger log, Exception error);

    [LoggerMessage(106, LogLevel.Information,
        "Silo {Silo} of cluster {Cluster} listens on {Url}; store {Store}, {Shards} shards; gone after {Missed} missed "
        + "probes of {Probe} s")]
    public static partial void Joined(ILogger log, string silo, string cluster, string url, string store, int shards,
        double probe, int missed);

    [LoggerMessage(107, LogLevel.Information, "Model {Model} fetched from silo {Silo}")]
    public static partial void ModelFetched(ILogger log, string model, string silo);

    [LoggerMessage(108, LogLevel.Error,
        "The store has been out of reach for {Seconds:F0} s, and silo {Silo} reaches it: this silo ends, so that "
        + "others take its shards")]
    public static partial void Alone(ILogger log, double seconds, string silo);
}
