using System.Text.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Client;

/// <summary>Budget pools.</summary>
public sealed partial class WorldModelClient
{
    public Task<PoolList> PoolsAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/pools", WireJson.Default.PoolList, cancellation);

    public Task<PoolInfo> PoolAsync(string pool, CancellationToken cancellation = default) =>
        GetAsync(PathOf(pool), WireJson.Default.PoolInfo, cancellation);

    /// <summary>Sets a pool's terms, or makes the pool.</summary>
    public Task<PoolInfo> SetPoolAsync(string pool, PoolItem terms, CancellationToken cancellation = default) =>
        RepeatAsync(HttpMethod.Put, PathOf(pool),
            () => Json(JsonSerializer.SerializeToUtf8Bytes(terms, WireJson.Default.PoolItem)),
            WireJson.Default.PoolInfo, cancellation);

    /// <summary>Stops all spending from a pool: when this is answered, no shard pays for anything more.</summary>
    public Task<PoolInfo> StopPoolAsync(string pool, CancellationToken cancellation = default) =>
        RepeatAsync(HttpMethod.Post, $"{PathOf(pool)}/stop", () => null, WireJson.Default.PoolInfo, cancellation);

    /// <summary>Lets a pool that was stopped go on.</summary>
    public Task<PoolInfo> ResumePoolAsync(string pool, CancellationToken cancellation = default) =>
        RepeatAsync(HttpMethod.Post, $"{PathOf(pool)}/resume", () => null, WireJson.Default.PoolInfo, cancellation);

    private static string PathOf(string pool) => $"v1/pools/{Uri.EscapeDataString(pool)}";
}
