using WorldModel.Allocation.Limits;

namespace WorldModel.Cli.Allocating;

/// <summary>What holding a limit costs at the margin, in words.</summary>
internal static class LimitWords
{
    /// <summary>A cap's price is what one more of it brings, a floor's what the last unit of it takes away.</summary>
    public static string Worth(LimitUse use) => use.Kind switch
    {
        "Roi" => $"easing it by one unit of value brings {use.Price:G4}",
        "MinSpend" => $"the last unit of it costs {use.Price:G4}",
        _ => $"one more of it is worth {use.Price:G4}",
    };
}
