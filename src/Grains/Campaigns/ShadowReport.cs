using System.Globalization;
using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Campaigns;

/// <summary>What candidates in the shadow came to, over all shards.</summary>
public static class ShadowReport
{
    /// <summary>Sums the shards' tallies, candidate by candidate, choices that differ most often first.</summary>
    public static ShadowTally[] Merge(IEnumerable<ShadowReply> shards) =>
    [
        .. shards.SelectMany(reply => reply.Tallies).GroupBy(tally => tally.Model, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ShadowTally(
                group.Key, group.Sum(t => t.Decisions), group.Sum(t => t.ValueMicros), group.Sum(t => t.ShadowMicros),
                [.. group.SelectMany(t => t.Choices).GroupBy(choice => (choice.Treatment, choice.Shadow))
                    .Select(same => new ShadowChoice(
                        same.Key.Treatment, same.Key.Shadow, same.Sum(choice => choice.Decisions)))
                    .OrderBy(choice => choice.Treatment == choice.Shadow)
                    .ThenByDescending(choice => choice.Decisions)])),
    ];

    /// <summary>Decisions in which the candidate chose otherwise.</summary>
    public static long Differing(ShadowTally tally) =>
        tally.Choices.Where(choice => choice.Treatment != choice.Shadow).Sum(choice => choice.Decisions);

    public static string Note(ShadowTally tally)
    {
        var share = (100.0 * Differing(tally) / Math.Max(1, tally.Decisions)).ToString(
            "F1", CultureInfo.InvariantCulture);
        var claimed = Micros.ToDouble(tally.ValueMicros).ToString("F2", CultureInfo.InvariantCulture);
        var other = Micros.ToDouble(tally.ShadowMicros).ToString("F2", CultureInfo.InvariantCulture);
        return $"In the shadow, model {tally.Model[..12]} decided {tally.Decisions} times too, otherwise in {share} %; "
            + $"it claims {other} for its choices, the live model {claimed} for its own.";
    }
}
