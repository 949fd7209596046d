using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace WorldModel.Grains;

/// <summary>
/// A few values by name: found by hash, as every decision finds several, and listed in the names' ordinal order, so
/// that what is written or summed in turn is the same wherever it is.
/// </summary>
internal sealed class ByName<T> : IReadOnlyDictionary<string, T>
{
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public int Count => _names.Count;

    public IEnumerable<string> Keys => _names;

    public IEnumerable<T> Values => _names.Select(name => _values[name]);

    public T this[string key]
    {
        get => _values[key];
        set
        {
            if (!_values.ContainsKey(key)) _names.Insert(~_names.BinarySearch(key, StringComparer.Ordinal), key);
            _values[key] = value;
        }
    }

    public bool ContainsKey(string key) => _values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() =>
        _names.Select(name => KeyValuePair.Create(name, _values[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
