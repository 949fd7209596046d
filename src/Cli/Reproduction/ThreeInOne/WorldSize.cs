namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>How large a world is.</summary>
internal sealed record WorldSize(int Consumers, int Days)
{
    /// <summary>The paper's.</summary>
    public static readonly WorldSize Full = new(1_024, 365);

    /// <summary>For a quick look at many learners; too few consumers to rank by price.</summary>
    public static readonly WorldSize Small = new(384, 365);
}
