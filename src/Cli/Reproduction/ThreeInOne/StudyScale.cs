namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>How long a study may take.</summary>
internal enum StudyScale
{
    /// <summary>The paper's size: what docs quote.</summary>
    Full,

    /// <summary>Under two minutes a seed: the same ordering.</summary>
    Quick,

    /// <summary>Seconds, for tests.</summary>
    Tiny,
}
