namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>The networks of the study, fixed before any data.</summary>
internal sealed record NetworkSize(string Name, int[] Hidden)
{
    public static readonly NetworkSize[] All = [new("linear", []), new("[8]", [8]), new("[64,32]", [64, 32])];
}
