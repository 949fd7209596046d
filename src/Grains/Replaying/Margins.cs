using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Replaying;

/// <summary>How far a choice is ahead, in net value.</summary>
internal static class Margins
{
    /// <summary>
    /// The net value of a treatment less that of the best other one that may be given, doing nothing included; null
    /// where the treatment itself has none.
    /// </summary>
    public static double? Of(IReadOnlyList<DecisionOption> options, string chosen)
    {
        var open = options.Where(option => option is { ExcludedBy: null, Net: not null }).ToArray();
        var own = open.FirstOrDefault(option => option.Treatment == chosen)?.Net;
        if (own is null && chosen != Schema.Treatment.None.Name) return null;
        var others = open.Where(option => option.Treatment != chosen).Select(option => option.Net!.Value);
        var best = (own is null ? others : others.Append(0)).DefaultIfEmpty(double.NaN).Max();
        return double.IsNaN(best) ? null : (own ?? 0) - best;
    }
}
