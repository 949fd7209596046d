namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>How large a world is.</summary>
internal sealed record WorldSize(int Consumers, int Days)
{
    /// <summary>The paper's.</summary>
    public static readonly WorldSize Full = new(1_024, 365);
}
