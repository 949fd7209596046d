using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Hosting;

/// <summary>What a host gives to every grain of a store.</summary>
/// <param name="Schema">The store's schema: every shard's states and every model registered are of it.</param>
/// <param name="Grains">The way to other grains.</param>
/// <param name="Models">The process's models.</param>
/// <param name="Clock">The only time.</param>
/// <param name="Limits">Bounds of turns and calls.</param>
public sealed record GrainServices(
    ConsumerSchema Schema, IGrains Grains, IModelLibrary Models, IClock Clock, GrainLimits Limits);
