namespace WorldModel.Client;

/// <summary>Calls that .NET Standard lacks, by their newer names: the rest of the client is written once.</summary>
internal static class Missing
{
    /// <summary>A read already begun cannot be stopped here; the token is looked at before it.</summary>
    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
    }

    /// <inheritdoc cref="ReadAsStringAsync"/>
    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return content.ReadAsStreamAsync();
    }

    /// <inheritdoc cref="ReadAsStringAsync"/>
    public static Task<string?> ReadLineAsync(this TextReader reader, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return reader.ReadLineAsync()!;
    }

    public static void Deconstruct<TKey, TValue>(
        this KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) =>
        (key, value) = (pair.Key, pair.Value);

    public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> map, TKey key, TValue value)
        where TKey : notnull
    {
        if (map.ContainsKey(key)) return false;
        map.Add(key, value);
        return true;
    }
}
