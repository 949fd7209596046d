using WorldModel.Client.Wire;
using WorldModel.Grains.Replaying;

namespace WorldModel.Silo.Explaining;

/// <summary>Ledger and explanations in the records of the wire, which commands print too.</summary>
public static class TrustMapping
{
    public static LedgerItem Wire(LedgerLine line) => Wire(line.Shard, line.Entry);

    public static LedgerItem Wire(int shard, LedgerEntry e) =>
        new(e.Kind, e.DecisionId, e.Campaign, shard, e.Sequence)
        {
            Source = e.Kind != LedgerKind.Decision ? null : e.IsScan ? "scan" : "single",
            Consumer = e.Consumer,
            Day = e.Day,
            At = e.At,
            Treatment = e.Treatment,
            Group = e.Group,
            Reason = e.Reason,
            Propensity = e.Propensity,
            Value = e.Value,
            Cost = e.Cost,
            ShadowPrice = e.ShadowPrice,
            Model = e.Model,
            ExpiresAt = e.ExpiresAt,
        };

    public static WhyInfo Wire(int shard, Explanation e) => new(
        Wire(shard, e.Decision), e.IsReproduced, [.. e.Differences.Select(Wire)], e.ReasonText,
        [.. e.Options.Select(o => new OptionEntry(
            o.Treatment, o.Value, o.Low, o.High, o.Cost, o.Net, o.ExcludedBy,
            o.Identified.Length == 0 ? null : o.Identified))],
        e.AsOf is { } asOf ? new AsOfInfo(asOf.Model, asOf.Day, asOf.LastEvent, asOf.Pending) : null,
        [.. e.PriceFlips.Select(f => new WhyPrice(f.Price, f.IsAbove ? "above" : "below", f.Treatment))],
        [.. e.Events.Select(f => new WhyEvent(f.Day, f.Name, f.Amount, f.IsFlip, f.Treatment, f.Margin))]);

    public static WhyDifference Wire(Difference d) => new(d.Field, d.Recorded, d.Reproduced);
}
