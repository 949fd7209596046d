namespace WorldModel.Grains.Interfaces;

/// <summary>
/// Which frozen model is live. Shards compute on the process's one immutable copy, never through this grain.
/// </summary>
public interface ISharedModel
{
    ValueTask<ModelStatus> Status();

    /// <summary>Makes a model file that the host has loaded a candidate.</summary>
    ValueTask<ModelReply> Register(string model);

    /// <summary>Makes a candidate live; the one live until now becomes the previous one.</summary>
    ValueTask<ModelReply> Promote(string model);

    /// <summary>Makes the previous model live again.</summary>
    ValueTask<ModelReply> RollBack();

    /// <summary>
    /// Lets a candidate decide beside the live model: nobody acts on it, differences are counted. Null: none does.
    /// </summary>
    ValueTask<ModelReply> Shadow(string? model);
}

/// <summary>Which models there are, by content hash.</summary>
public sealed record ModelStatus(string Name, string? Live, string? Previous, string[] Candidates, long Version)
{
    /// <summary>The candidate that decides beside the live one; null: none.</summary>
    public string? Shadow { get; init; }
}

/// <summary>The status after a change, or why it was refused.</summary>
public sealed record ModelReply(ModelStatus Status, Problem? Problem);
