using WorldModel.Allocation.Limits;

namespace WorldModel.Cli.Allocating;

/// <summary>How far a limit is used, and what it is worth at the margin, in words.</summary>
internal static class LimitWords
{
    /// <summary>Such as <c>2 of 3</c>; of a minimum <c>2, at least 1</c>.</summary>
    public static string Used(LimitUse use)
    {
        var used = use.Used is { } amount ? $"{amount:#,0.##}" : "nothing spent";
        return used + (IsFloor(use) ? ", at least " : " of ") + $"{use.Bound:#,0.##}";
    }

    /// <summary>
    /// A cap's price is what one more of it brings, a floor's what the last unit of it takes away. Where the price of
    /// one less is another, both are said: no single one is right.
    /// </summary>
    public static string Worth(LimitUse use)
    {
        if (use is { Price: 0, PriceOfLess: 0 }) return "does not bind";
        var ease = (use.Kind, use.Price) switch
        {
            ("Roi", 0) => "easing it brings nothing",
            ("Roi", _) => $"easing it by one unit of value brings {use.Price:G3}",
            ("MinSpend", 0) => "the last unit of it costs nothing",
            ("MinSpend", _) => $"the last unit of it costs {use.Price:G3}",
            (_, 0) => "one more of it brings nothing",
            _ => $"one more of it is worth {use.Price:G3}",
        };
        if (use.Price == use.PriceOfLess || (!IsFloor(use) && use.Bound == 0)) return ease;
        return $"{ease}, {Tighten(use)}" + (use.PriceOfLess is null ? "" : " (no unique price)");
    }

    private static string Tighten(LimitUse use) => (use.Kind, use.PriceOfLess) switch
    {
        ("Roi", null) => "a higher one cannot be kept",
        ("Roi", { } price) => $"tightening it by as much takes {price:G3}",
        ("MinSpend", null) => "more cannot be spent",
        ("MinSpend", { } price) => $"one more would cost {price:G3}",
        (_, null) => "less cannot be kept",
        (_, { } price) => $"one less costs {price:G3}",
    };

    private static bool IsFloor(LimitUse use) => use.Kind is "Roi" or "MinSpend";
}
