using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Api;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo;

/// <summary>Makes the model named at start live, unless it is already: a restart does not undo a promotion.</summary>
internal static class FirstModel
{
    /// <exception cref="WorldModelException">There is no such file, or it cannot be loaded or promoted.</exception>
    public static async Task MakeLive(
        SiloOptions options, IModelIntake models, IGrains grains, CancellationToken cancellation)
    {
        if (options.Model is not { } path)
            return;
        var shared = grains.Model(ModelEndpoints.DefaultName);
        if ((await shared.Status()).Live is not null)
            return;
        if (!File.Exists(path))
            throw new InputException("model", path, "a model file that is there");
        await using var file = File.OpenRead(path);
        var hash = await models.Take(file, cancellation);
        Require(await shared.Register(hash));
        Require(await shared.Promote(hash));
    }

    private static void Require(ModelReply reply)
    {
        if (reply.Problem is { } problem)
            throw new InputException("model", problem.Value, problem.Expected);
    }
}
