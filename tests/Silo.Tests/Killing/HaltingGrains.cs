using System.Reflection;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>What grains reach other grains by: one call of a shard or an allocator is never answered.</summary>
internal sealed class HaltingGrains(IGrains grains, KillPoint point) : IGrains
{
    public int ShardCount => grains.ShardCount;

    public int ShardOf(string consumer) => grains.ShardOf(consumer);

    public IConsumerShard Shard(int number) => HaltingProxy<IConsumerShard>.Of(grains.Shard(number), point);

    public ISharedModel Model(string name) => grains.Model(name);

    public ICampaign Campaign(string id) => grains.Campaign(id);

    public IAllocator Allocator(string pool) => HaltingProxy<IAllocator>.Of(grains.Allocator(pool), point);
}

/// <summary>Hands every call on but the one at the kill point.</summary>
internal class HaltingProxy<TGrain> : DispatchProxy
    where TGrain : class
{
    private static readonly MethodInfo HaltMethod =
        typeof(HaltingProxy<TGrain>).GetMethod(nameof(Halt), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private TGrain _grain = null!;
    private KillPoint _point = null!;

    public static TGrain Of(TGrain grain, KillPoint point)
    {
        var proxy = Create<TGrain, HaltingProxy<TGrain>>();
        ((HaltingProxy<TGrain>)(object)proxy)._grain = grain;
        ((HaltingProxy<TGrain>)(object)proxy)._point = point;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? method, object?[]? arguments) =>
        _point.Hits(method!.Name)
            ? HaltMethod.MakeGenericMethod(method.ReturnType.GenericTypeArguments).Invoke(this, [method, arguments])
            : method.Invoke(_grain, arguments);

    private async ValueTask<TReply> Halt<TReply>(MethodInfo method, object?[]? arguments)
    {
        if (_point.IsAfter)
            await (ValueTask<TReply>)method.Invoke(_grain, arguments)!;
        _point.Announce();
        return await new TaskCompletionSource<TReply>().Task;
    }
}
