using System.Globalization;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A moment at which a silo stands still, to be killed: the call of this number that grains make to each other by this
/// name, before it is made or after it was answered, so that what it wrote is durable and the caller does not know.
/// </summary>
internal sealed record KillPoint(string Call, int Number, bool IsAfter)
{
    private const string Announcement = "HALTED at ";
    private int _calls;

    /// <summary>Counts a call; true where it is the one.</summary>
    public bool Hits(string call) => call == Call && Interlocked.Increment(ref _calls) == Number;

    public void Announce() => Console.WriteLine(Announcement + this);

    public static bool IsAnnounced(string line) => line.StartsWith(Announcement, StringComparison.Ordinal);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsAfter ? "after" : "before")}:{Call}:{Number}");

    public static KillPoint Parse(string text)
    {
        var parts = text.Split(':');
        return new KillPoint(parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[0] == "after");
    }
}
