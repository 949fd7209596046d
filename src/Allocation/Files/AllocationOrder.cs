using System.Globalization;
using WorldModel.Allocation.Limits;
using WorldModel.Schema;

namespace WorldModel.Allocation.Files;

/// <summary>What <see cref="AllocationRun"/> is asked: amounts in currency.</summary>
/// <param name="Input">A file that <see cref="UpliftFile"/> reads.</param>
/// <param name="Budget">What may be spent.</param>
/// <param name="Output">The directory that <see cref="AllocationFiles"/> writes to.</param>
public sealed record AllocationOrder(string Input, double Budget, string Output)
{
    public double? MinSpend { get; init; }

    public double? Roi { get; init; }

    public long? ContactCap { get; init; }

    /// <summary>
    /// <c>WHAT=AMOUNT</c> or <c>WHAT=count:N</c>, where WHAT is a treatment, <c>segment:NAME</c> or
    /// <c>segment:NAME/TREATMENT</c>.
    /// </summary>
    public IReadOnlyList<string> Caps { get; init; } = [];

    /// <summary>Leaves bad rows out, in place of refusing the file.</summary>
    public bool SkipBadRows { get; init; }

    /// <exception cref="InputException">An amount is negative or no number, or a cap cannot be read.</exception>
    internal AllocationLimits Limits(UpliftTable uplifts) => new()
    {
        BudgetMicros = Money("budget", Budget),
        MinSpendMicros = MinSpend is { } least ? Money("min-spend", least) : null,
        Roi = Roi,
        ContactCap = ContactCap,
        Caps = [.. Caps.Select(Cap)],
        Groups = uplifts.Segments is { } segments ? [segments] : [],
    };

    private static AllocationCap Cap(string text)
    {
        const string Form = "TREATMENT=AMOUNT, TREATMENT=count:N, segment:NAME=.. or segment:NAME/TREATMENT=..";
        const string Count = "count:";
        const string Segment = "segment:";
        var split = text.LastIndexOf('=');
        if (split <= 0) throw new InputException("cap", text, Form);
        var (what, most) = (text[..split], text[(split + 1)..]);
        var unit = most.StartsWith(Count, StringComparison.Ordinal) ? CapUnit.Consumers : CapUnit.Money;
        var number = unit == CapUnit.Money
            ? double.TryParse(most, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
                ? Micros.From(amount) : null
            : long.TryParse(most[Count.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var consumers)
                ? consumers : (long?)null;
        if (number is not { } bound) throw new InputException("cap", text, Form + "; an amount or number, 0 or more");
        if (!what.StartsWith(Segment, StringComparison.Ordinal)) return new AllocationCap(what, null, unit, bound);
        var slash = what.IndexOf('/', StringComparison.Ordinal);
        return new AllocationCap(
            slash < 0 ? null : what[(slash + 1)..],
            ("segment", slash < 0 ? what[Segment.Length..] : what[Segment.Length..slash]), unit, bound);
    }

    private static long Money(string field, double amount) => Micros.From(amount)
        ?? throw new InputException(field, amount.ToString(CultureInfo.InvariantCulture), "an amount of 0 to 1e12");
}
