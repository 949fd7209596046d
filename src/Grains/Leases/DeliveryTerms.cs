using System.Globalization;
using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Leases;

/// <summary>What a delivery event says of a decision.</summary>
/// <param name="Decision">The decision's id.</param>
/// <param name="IsDelivered">Whether the treatment was given; else it failed.</param>
/// <param name="CostMicros">What it cost, if said; null: what was reserved, or what an outcome makes due.</param>
internal readonly record struct DeliveryTerms(UInt128 Decision, bool IsDelivered, long? CostMicros)
{
    /// <summary>The event kind.</summary>
    public const string Kind = "delivery";

    private const string Delivered = "delivered";
    private const string Failed = "failed";

    /// <exception cref="InputException">A field is missing, or says what a delivery does not.</exception>
    public static DeliveryTerms Of(ConsumerEventMessage message)
    {
        (string Field, string? Given)[] others =
        [
            ("name", message.Name), ("level", message.Level), ("value", message.Value is null ? null : "a value"),
            ("reverses", message.Reverses), ("attributes", message.Attributes is null ? null : "an object"),
        ];
        foreach (var (field, given) in others)
        {
            if (given is not null) throw new InputException(field, given, $"no {field} on a delivery");
        }

        if (message.Decision is not { Length: 32 } text
            || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var decision))
            throw new InputException("decision", message.Decision, "a decision's id: 32 hexadecimal digits");
        if (message.Status is not (Delivered or Failed))
            throw new InputException("status", message.Status, $"{Delivered} or {Failed}");
        var cost = message.Cost is { } units ? Micros.From(units) : null;
        var isDelivered = message.Status == Delivered;
        if (message.Cost is not null && (cost is null || !isDelivered))
        {
            throw new InputException("cost", Numbers.Text(message.Cost.Value),
                isDelivered ? "an amount from 0 on" : $"a cost only where status is {Delivered}");
        }

        return new DeliveryTerms(decision, isDelivered, cost);
    }

    /// <exception cref="InputException">An event of another kind with a field of a delivery.</exception>
    public static void CheckNone(ConsumerEventMessage message)
    {
        var (field, given) = message switch
        {
            { Decision: { } decision } => ("decision", decision),
            { Status: { } status } => ("status", status),
            { Cost: { } cost } => ("cost", Numbers.Text(cost)),
            _ => (null, null),
        };
        if (field is not null) throw new InputException(field, given, $"{field} only where kind is {Kind}");
    }
}
