using WorldModel.Silo.Explaining;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Explaining;

public sealed class ArchiveModelsTests(SmallWorld world) : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_model_that_another_silo_has_is_fetched_once_and_one_that_nobody_has_is_looked_for_again()
    {
        var (asked, isThere) = (new List<string>(), false);
        var models = new ArchiveModels(_data.Path, world.Schema, hash =>
        {
            asked.Add(hash);
            if (isThere)
                File.Copy(world.ModelPath, Path.Combine(
                    Directory.CreateDirectory(_data.File(ModelFolder.FolderName)).FullName, hash + ".wmdl"));
            return Task.CompletedTask;
        });
        Assert.Null(models.Find(world.Model.Hash));
        Assert.Null(models.Find(world.Model.Hash));
        Assert.Single(asked);
        isThere = true;
        models.LookAgain();
        Assert.Equal(world.Model.Hash, models.Find(world.Model.Hash)!.Hash);
        models.LookAgain();
        Assert.NotNull(models.Find(world.Model.Hash));
        Assert.Equal(2, asked.Count);
    }
}
