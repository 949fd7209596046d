using System.Globalization;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Replaying;

/// <summary>Compares two decisions field by field, for people: the bytes say whether, these say where.</summary>
internal static class ReplyFields
{
    public static IReadOnlyList<Difference> Compare(in SingleDecision recorded, in SingleDecision again)
    {
        var (left, right) = (Of(recorded), Of(again));
        List<Difference> differences = [.. left.Keys.Union(right.Keys)
            .Where(field => left.GetValueOrDefault(field) != right.GetValueOrDefault(field))
            .Select(field => new Difference(
                field, left.GetValueOrDefault(field, "nothing"), right.GetValueOrDefault(field, "nothing")))];
        // Fields that nobody reads by themselves: hashes, and where the record stands in the day.
        if (differences.Count == 0) differences.Add(new Difference("record", "these bytes", "other bytes"));
        return differences;
    }

    private static Dictionary<string, string> Of(in SingleDecision decision)
    {
        var reply = ReplyCodec.Decode(decision.Reply);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["decisionId"] = reply.DecisionId,
            ["treatment"] = reply.Treatment,
            ["group"] = reply.Group,
            ["propensity"] = Text(reply.Propensity),
            ["reason"] = $"{reply.ReasonCode}: {reply.ReasonText}",
            ["shadowPrice"] = Text(reply.ShadowPrice),
            ["expiresAt"] = reply.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
            ["pool"] = $"{reply.Budget}",
            ["charge"] = $"{decision.Reservation}",
            ["cost"] = $"{decision.CostMicros}",
            ["value"] = $"{decision.ValueMicros}",
            ["request"] = $"{decision.Request:x32}",
            ["shadow"] = $"{decision.Shadow}",
            ["body"] = $"{decision.Body:x32}",
        };
        AddAsOf(fields, reply.AsOf);
        foreach (var option in reply.Options) AddOption(fields, option);
        return fields;
    }

    private static void AddAsOf(Dictionary<string, string> fields, AsOf? asOf)
    {
        if (asOf is null) return;
        fields["model"] = asOf.Model;
        fields["beliefDay"] = $"{asOf.Day:yyyy-MM-dd}";
        fields["lastEvent"] = $"{asOf.LastEvent:yyyy-MM-dd}";
        fields["pending"] = $"{asOf.Pending}";
    }

    private static void AddOption(Dictionary<string, string> fields, DecisionOption option)
    {
        var of = $"of {option.Treatment}";
        fields[$"value {of}"] = Text(option.Value);
        fields[$"low {of}"] = Text(option.Low);
        fields[$"high {of}"] = Text(option.High);
        fields[$"cost {of}"] = Text(option.Cost);
        fields[$"net {of}"] = Text(option.Net);
        fields[$"exclusion {of}"] = option.ExcludedBy ?? "none";
        fields[$"identification {of}"] = option.Identified;
    }

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
}
