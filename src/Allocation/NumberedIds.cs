using System.Collections;
using System.Globalization;

namespace WorldModel.Allocation;

/// <summary>Consumers without ids of their own: their numbers, written out only where somebody reads one.</summary>
internal sealed class NumberedIds(int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => index.ToString(CultureInfo.InvariantCulture);

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
