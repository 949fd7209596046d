using WorldModel.Grains;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo;

/// <summary>The parts of every silo but a test's: frozen models, and the grains of WorldModel.Grains.</summary>
internal sealed class SiloParts(ConsumerSchema schema, GrainLimits limits) : ISiloParts
{
    private readonly ModelLibrary _library = new();

    public IModelLibrary Models => _library;

    public string LoadModel(string file, string name)
    {
        var model = ModelFile.Parse(File.ReadAllBytes(file), name, schema);
        _library.Add(model);
        return model.Hash;
    }

    public IGrainFactory Grains(IGrains grains, IClock clock) =>
        new GrainFactory(new GrainServices(schema, grains, _library, clock, limits));

    private sealed class GrainFactory(GrainServices services) : IGrainFactory
    {
        public IConsumerShard Shard(int number, IJournal journal) => new ConsumerShard(number, services, journal);

        public ISharedModel Model(string name, IJournal journal) => new SharedModel(name, services, journal);

        public ICampaign Campaign(string id, IJournal journal) => new Campaign(id, services, journal);

        public IAllocator Allocator(string pool, IJournal journal) => new Allocator(pool, services, journal);
    }
}
