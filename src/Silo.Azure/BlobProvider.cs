using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Azure;

/// <summary>
/// A store in a container of Azure Blob Storage. How to reach it is a secret: a connection string with
/// <c>Container=NAME</c> in it, or the container's address with a signature; no message holds it.
/// </summary>
public sealed class BlobProvider : IStoreProvider
{
    /// <summary>Counts changes of the blobs or of the frames' bytes; stands in <c>meta</c>.</summary>
    internal const int FormatVersion = 1;

    private const string ContainerWord = "Container=";
    private const int Attempts = 20;

    private readonly BlobContainerClient _container;

    /// <param name="secret">How to reach the container.</param>
    /// <exception cref="StoreException">Neither a connection string nor an address.</exception>
    public BlobProvider(string secret)
        : this(secret, null)
    {
    }

    internal BlobProvider(string secret, Action<BlobClientOptions>? configure)
    {
        _container = Client(secret, configure);
        Name = $"blob {_container.AccountName}/{_container.Name}";
    }

    public string Name { get; }

    internal BlobContainerClient Container => _container;

    public Task<IStoreBackend> Open(StoreSettings settings, CancellationToken cancellation = default) =>
        Asking<IStoreBackend>(async () =>
        {
            if (!await _container.ExistsAsync(cancellation))
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            var meta = await Start(settings, cancellation);
            return new BlobBackend(_container, Name, meta, settings);
        });

    public IKeptJournal OpenKept() => Task.Run(() => Asking<IKeptJournal>(async () =>
    {
        var (meta, _) = await ReadMeta(default)
            ?? throw new StoreException($"{Name}: got no blob meta, expected a WorldModel store");
        return await BlobKept.Open(_container, meta);
    })).GetAwaiter().GetResult();

    private static BlobContainerClient Client(string secret, Action<BlobClientOptions>? configure)
    {
        var options = new BlobClientOptions
        {
            Retry = { MaxRetries = 3, Mode = RetryMode.Exponential, NetworkTimeout = TimeSpan.FromSeconds(10) },
        };
        configure?.Invoke(options);
        try
        {
            if (Uri.TryCreate(secret, UriKind.Absolute, out var address)
                && address.Scheme.StartsWith("http", StringComparison.Ordinal))
                return new BlobContainerClient(address, options);
            var parts = secret.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var name = parts.Single(part => part.StartsWith(ContainerWord, StringComparison.OrdinalIgnoreCase));
            return new BlobContainerClient(
                string.Join(';', parts.Where(part => part != name)), name[ContainerWord.Length..], options);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            // The cause may repeat what stands in the secret.
        }
        throw new StoreException(
            "store: got no way to a container, expected a connection string with Container=NAME, or its address");
    }

    /// <summary>Raises the number of starts, by a conditional write; makes the store where there is none.</summary>
    private async Task<BlobMeta> Start(StoreSettings settings, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await ReadMeta(cancellation);
            if (found is { } known)
                settings.Check(known.Meta.Shards, known.Meta.Schema);
            var meta = found is { } one
                ? one.Meta with { Start = one.Meta.Start + 1 }
                : new BlobMeta(FormatVersion, settings.ShardsToMake(), settings.SchemaHash, settings.EpochsAbove + 1);
            var condition = found is { } read
                ? new BlobRequestConditions { IfMatch = read.Tag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All };
            if (await BlobBackend.TryPut(
                _container.GetBlobClient(BlobNames.Meta), meta.Write(), condition, cancellation) is not null)
                return meta;
        }
        throw new StoreException($"{Name}: others keep opening it");
    }

    private async Task<(BlobMeta Meta, ETag Tag)?> ReadMeta(CancellationToken cancellation)
    {
        try
        {
            var read = await _container.GetBlobClient(BlobNames.Meta).DownloadContentAsync(cancellation);
            var meta = BlobMeta.Read(read.Value.Content);
            if (meta.Format != FormatVersion)
                throw new StoreException($"{Name}: got format version {meta.Format}, expected {FormatVersion}");
            return (meta, read.Value.Details.ETag);
        }
        catch (RequestFailedException cause) when (cause.Status == 404)
        {
            return null;
        }
        catch (JsonException cause)
        {
            throw new StoreException($"{Name}: got a blob meta of another program, expected a WorldModel store", cause);
        }
    }

    private async Task<T> Asking<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception cause) when (cause is RequestFailedException or AggregateException)
        {
            throw BlobBackend.Refused(Name, cause);
        }
    }
}

/// <summary>What a store was made with, and how often it was opened.</summary>
internal sealed record BlobMeta(int Format, int Shards, string Schema, long Start)
{
    public BinaryData Write() => new(JsonSerializer.SerializeToUtf8Bytes(this));

    public static BlobMeta Read(BinaryData data)
    {
        var meta = JsonSerializer.Deserialize<BlobMeta>(data);
        return meta is { Format: > 0, Schema: not null } ? meta : throw new JsonException("not the meta of a store");
    }
}
