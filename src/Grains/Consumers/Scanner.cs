using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Walks rows in slices and gives the turn away between them, so that a campaign never stalls a question about one
/// consumer. What a slice reads may differ from what the slice before it read: callers keep no invariant over slices.
/// </summary>
internal static class Scanner
{
    public static async ValueTask Scan(int rows, GrainLimits limits, Action<int, int> slice)
    {
        for (var from = 0; from < rows; from += limits.ScanRowsPerSlice)
        {
            if (from > 0) await Task.Yield();
            slice(from, Math.Min(rows, from + limits.ScanRowsPerSlice));
        }
    }
}
