using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Ids of decisions. A consumer has one decision a campaign and day, whoever asks for it, so these three name it; what
/// is no such decision is named by its request too.
/// </summary>
internal static class DecisionId
{
    public static UInt128 Of(string campaign, string consumer, int day) =>
        EventHash.Of($"{campaign}\n{Days.Text(day)}\n{consumer}");

    public static UInt128 Of(string campaign, string consumer, int day, string request) =>
        EventHash.Of($"{campaign}\n{Days.Text(day)}\n{consumer}\n{request}");

    public static string Text(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);
}
