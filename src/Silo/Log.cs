namespace WorldModel.Silo;

/// <summary>Every line that the server logs. No consumer id is ever in one.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "Listening on {Url}; data in {Directory}; {Shards} shards, {Consumers} consumers")]
    public static partial void Started(ILogger log, string url, string directory, int shards, long consumers);

    [LoggerMessage(2, LogLevel.Warning,
        "The store runs with synchronous={Setting}: an acknowledged write may be lost when the power fails")]
    public static partial void WeakDurability(ILogger log, string setting);

    [LoggerMessage(3, LogLevel.Information, "Recovered {Grains} grains in {Seconds:F2} s")]
    public static partial void Recovered(ILogger log, int grains, double seconds);

    [LoggerMessage(4, LogLevel.Information, "Stopped; {Snapshots} snapshots written")]
    public static partial void Stopped(ILogger log, int snapshots);

    [LoggerMessage(5, LogLevel.Information, "{Grain}: work goes on where it ended")]
    public static partial void Resuming(ILogger log, string grain);

    [LoggerMessage(6, LogLevel.Error, "{Grain}: its work failed and is tried again in {Seconds} s")]
    public static partial void WorkFailed(ILogger log, string grain, double seconds, Exception error);

    [LoggerMessage(7, LogLevel.Critical, "A commit failed: what it held is gone, and the store is asked again")]
    public static partial void StoreFailed(ILogger log, Exception error);

    [LoggerMessage(8, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void RequestFailed(ILogger log, string method, string route, Exception error);

    [LoggerMessage(10, LogLevel.Error, "Sweeping expired money failed and is tried again in {Seconds} s")]
    public static partial void SweepFailed(ILogger log, double seconds, Exception error);

    [LoggerMessage(11, LogLevel.Error, "Shard {Shard} could not settle with a pool: {Code}, expected {Expected}")]
    public static partial void SettlementRefused(ILogger log, int shard, string code, string expected);

    [LoggerMessage(9, LogLevel.Information, "Model {Model} loaded from {File}")]
    public static partial void ModelLoaded(ILogger log, string model, string file);

    [LoggerMessage(14, LogLevel.Warning,
        "Pool {Pool} has no price that its campaigns could share: {Code}, expected {Expected}")]
    public static partial void NoPrice(ILogger log, string pool, string code, string expected);

    [LoggerMessage(15, LogLevel.Error, "A campaign of pool {Pool} could not be told its price and is told again")]
    public static partial void RepriceFailed(ILogger log, string pool, Exception error);

    [LoggerMessage(12, LogLevel.Information, "{Count} access keys read")]
    public static partial void KeysRead(ILogger log, int count);

    [LoggerMessage(13, LogLevel.Error, "The file of access keys is not usable, the keys before it stay: {Cause}")]
    public static partial void KeysUnreadable(ILogger log, string cause);

}
