using System.Globalization;
using Spectre.Console;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Trust;

/// <summary>An explanation for people.</summary>
internal static class WhyPrinter
{
    private const int MostEvents = 5;

    public static void Print(IAnsiConsole console, WhyInfo why)
    {
        var d = why.Decision;
        console.WriteLine($"decision {d.DecisionId} of campaign {d.Campaign}: {d.Treatment} for {d.Consumer} on "
            + $"{d.Day:yyyy-MM-dd}{(d.At is { } at ? $" at {at:HH:mm:ss} UTC" : ", by the scan")}");
        console.WriteLine($"  group {d.Group}, propensity {Text(d.Propensity)}: {d.Reason}, {why.Reason}");
        if (why.AsOf is { } asOf)
            console.WriteLine($"  model {asOf.Model[..12]}, belief of {asOf.BeliefDay:yyyy-MM-dd}, last event "
                + $"{asOf.LastEvent?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "none"}");
        foreach (var option in why.Options)
            console.WriteLine($"  {option.Treatment}: value {Text(option.Value)}, cost {Text(option.Cost)}, "
                + $"net {Text(option.Net)} at price {Text(d.ShadowPrice)}"
                + (option.ExcludedBy is { } by ? $"; excluded: {by}" : ""));
        foreach (var flip in why.PriceFlips)
            console.WriteLine($"  at a price of {Text(flip.Price)} or {flip.Direction}: {flip.Treatment}");
        if (why.PriceFlips.Length == 0)
            console.WriteLine("  at no price would it have been another");
        Events(console, why);
        console.WriteLine(why.Reproduced
            ? "  made again from the journal: the same bytes"
            : "  made again from the journal: NOT the same");
        foreach (var difference in why.Differences)
            console.WriteLine($"    {difference.Field}: recorded {difference.Recorded}, made again "
                + difference.Reproduced);
    }

    private static void Events(IAnsiConsole console, WhyInfo why)
    {
        var flips = why.Events.Where(e => e.Flips).ToList();
        foreach (var e in flips.Take(MostEvents))
            console.WriteLine($"  without {Name(e)}: {e.Treatment}");
        if (flips.Count > MostEvents)
            console.WriteLine($"  and without any of {flips.Count - MostEvents} more");
        if (flips.Count > 0 || why.Events.Length == 0)
            return;
        var nearest = why.Events.Where(e => e.Margin is not null).MinBy(e => e.Margin);
        console.WriteLine($"  without any one of its last {why.Events.Length} events it would have been the same"
            + (nearest is null ? "" : $"; nearest without {Name(nearest)}, by {Text(nearest.Margin)}"));
    }

    private static string Name(WhyEvent e) => $"{e.Name} of {e.Day:yyyy-MM-dd}";

    private static string Text(double? number) =>
        number?.ToString("G6", CultureInfo.InvariantCulture) ?? "none";
}
