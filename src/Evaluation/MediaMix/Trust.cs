namespace WorldModel.Evaluation.MediaMix;

/// <summary>Whether an answer may be acted on.</summary>
public enum Trust
{
    /// <summary>Nothing speaks against it that can be seen in the data.</summary>
    Usable,

    /// <summary>With care: the reasons say where.</summary>
    Caution,

    /// <summary>Not at all.</summary>
    Refused,
}
