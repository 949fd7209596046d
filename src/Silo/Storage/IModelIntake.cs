using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>Takes model files in.</summary>
public interface IModelIntake
{
    /// <summary>
    /// Takes a model in; returns its hash. When this returns, the file is on the disk and grains everywhere find it.
    /// </summary>
    /// <exception cref="WorldModelException">Not a model file, damaged, or of another schema.</exception>
    Task<string> Take(Stream content, CancellationToken cancellation);

    /// <summary>Brings a model's file here where another process has it; one that nobody has stays unknown.</summary>
    Task Have(string? hash) => Task.CompletedTask;
}
