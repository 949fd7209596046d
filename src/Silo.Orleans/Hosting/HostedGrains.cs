using Orleans.Concurrency;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Orleans;
using WorldModel.Silo.Orleans.Models;
using WorldModel.Silo.Orleans.Placement;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>A shard in the cluster. It stays where it is until it is moved.</summary>
[GrainType("shard"), Reentrant, EvenPlacement, KeepAlive]
internal sealed class ConsumerShardGrain : ShardProxy, IConsumerShardGrain, IGrainBase
{
    private readonly Hosted<IConsumerShard> _hosted;
    private readonly ModelWatch _models;

    public ConsumerShardGrain(IGrainContext context, LocalSilo silo, ModelWatch models)
        : this(context, silo.HostShard(context), models)
    {
    }

    private ConsumerShardGrain(IGrainContext context, Hosted<IConsumerShard> hosted, ModelWatch models)
        : base(hosted) => (GrainContext, _hosted, _models) = (context, hosted, models);

    public IGrainContext GrainContext { get; }

    /// <summary>A shard that answered before its process knew what is live would say that no model is.</summary>
    async Task IGrainBase.OnActivateAsync(CancellationToken token)
    {
        await _models.Known(token);
        await _hosted.Activate(token);
    }

    Task IGrainBase.OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => _hosted.Deactivate(token);
}

/// <summary>A campaign in the cluster.</summary>
[GrainType("campaign"), Reentrant, EvenPlacement]
internal sealed class CampaignGrain : CampaignProxy, ICampaignGrain, IGrainBase
{
    private readonly Hosted<ICampaign> _hosted;

    public CampaignGrain(IGrainContext context, LocalSilo silo)
        : this(context, silo.HostCampaign(context))
    {
    }

    private CampaignGrain(IGrainContext context, Hosted<ICampaign> hosted)
        : base(hosted) => (GrainContext, _hosted) = (context, hosted);

    public IGrainContext GrainContext { get; }

    Task IGrainBase.OnActivateAsync(CancellationToken token) => _hosted.Activate(token);

    Task IGrainBase.OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => _hosted.Deactivate(token);
}

/// <summary>An allocator in the cluster.</summary>
[GrainType("allocator"), Reentrant, EvenPlacement]
internal sealed class AllocatorGrain : AllocatorProxy, IAllocatorGrain, IGrainBase
{
    private readonly Hosted<IAllocator> _hosted;

    public AllocatorGrain(IGrainContext context, LocalSilo silo)
        : this(context, silo.HostAllocator(context))
    {
    }

    private AllocatorGrain(IGrainContext context, Hosted<IAllocator> hosted)
        : base(hosted) => (GrainContext, _hosted) = (context, hosted);

    public IGrainContext GrainContext { get; }

    Task IGrainBase.OnActivateAsync(CancellationToken token) => _hosted.Activate(token);

    Task IGrainBase.OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => _hosted.Deactivate(token);
}

/// <summary>A shared model in the cluster: every silo knows of a change before it is answered.</summary>
[GrainType("model"), Reentrant, EvenPlacement]
internal sealed class SharedModelGrain : ModelProxy, ISharedModelGrain, IGrainBase
{
    private readonly Hosted<ISharedModel> _hosted;

    public SharedModelGrain(IGrainContext context, LocalSilo silo, ModelCourier courier)
        : this(context, silo.HostModel(context), courier)
    {
    }

    private SharedModelGrain(IGrainContext context, Hosted<ISharedModel> hosted, ModelCourier courier)
        : base(new AnnouncedModel(hosted, courier)) => (GrainContext, _hosted) = (context, hosted);

    public IGrainContext GrainContext { get; }

    Task IGrainBase.OnActivateAsync(CancellationToken token) => _hosted.Activate(token);

    Task IGrainBase.OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => _hosted.Deactivate(token);
}

/// <summary>Answers on any silo what callers must know first.</summary>
[GrainType("cluster"), StatelessWorker]
internal sealed class ClusterGrain(LocalSilo silo) : Grain, IClusterGrain
{
    public ValueTask<int> ShardCount() => ValueTask.FromResult(silo.Store.Shards);
}
