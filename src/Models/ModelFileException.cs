using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>A model file that is not whole, not a model, or not the model that was asked for.</summary>
/// <param name="file">The file, or what stands for it in messages.</param>
/// <param name="found">What it is instead.</param>
/// <param name="expected">What would have been accepted.</param>
/// <param name="inner">What it was noticed by.</param>
public sealed class ModelFileException(string file, string found, string expected, Exception? inner = null)
    : WorldModelException($"{file}: {found}; expected {expected}", inner)
{
    /// <summary>What the file is instead of what was expected.</summary>
    public string Found { get; } = found;

    public string Expected { get; } = expected;
}
