namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>What a baseline reads.</summary>
/// <param name="Ours">
/// Everything that the better recipe reads, its belief and memory included; else the 72 units.
/// </param>
/// <param name="Weekdays">
/// Whether the days of the week are among it. Where they are, sale 1 is certain to run or not given the inputs. Leaving
/// them out is right in this world only because Sundays do nothing but through the sale.
/// </param>
internal sealed record InputChoice(bool Ours, bool Weekdays)
{
    public static readonly InputChoice[] All = [new(false, true), new(false, false), new(true, true), new(true, false)];

    /// <summary>Contrasts that are asked for: without weekdays only those of the Sunday sale change.</summary>
    public Contrast[] Contrasts => [.. Contrast.All.Where(contrast => Weekdays || contrast.Action == Contrast.Sale1)];

    public string Named(string learner) =>
        $"{learner}, {(Ours ? "our inputs" : "units")}{(Weekdays ? "" : " less weekdays")}";
}
