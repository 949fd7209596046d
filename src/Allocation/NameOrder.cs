namespace WorldModel.Allocation;

/// <summary>
/// The order of names: by the bytes of their UTF-8, which is the order of code points. It differs from
/// <see cref="string.CompareOrdinal(string, string)"/> where surrogate pairs meet U+E000 and above.
/// </summary>
public sealed class NameOrder : IComparer<string>
{
    public static NameOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (ReferenceEquals(x, y)) return 0;
        if (x is null) return -1;
        if (y is null) return 1;
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length) return x.Length - y.Length;
        var a = x[common];
        var b = y[common];

        // Surrogates stand for code points above U+FFFF, so they sort after every other unit.
        var aHigh = char.IsSurrogate(a);
        return aHigh == char.IsSurrogate(b) ? a - b : aHigh ? 1 : -1;
    }
}
