using System.Globalization;
using System.Text.Unicode;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Ids of decisions. A consumer has one decision a campaign and day, whoever asks for it, so these three name it; what
/// is no such decision is named by its request too.
/// </summary>
internal static class DecisionId
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private const int MostBytes = 1024;

    public static UInt128 Of(string campaign, string consumer, int day)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        return Utf8.TryWrite(bytes, Invariant, $"{campaign}\n{Day(day):O}\n{consumer}", out var length)
            ? EventHash.Of(bytes[..length])
            : EventHash.Of($"{campaign}\n{Days.Text(day)}\n{consumer}");
    }

    public static UInt128 Of(string campaign, string consumer, int day, string request) =>
        EventHash.Of($"{campaign}\n{Days.Text(day)}\n{consumer}\n{request}");

    public static UInt128 Parse(string text) => UInt128.Parse(text, NumberStyles.HexNumber, Invariant);

    public static string Text(UInt128 id) => id.ToString("x32", Invariant);

    private static DateOnly Day(int day) => DateOnly.FromDayNumber(day);
}
