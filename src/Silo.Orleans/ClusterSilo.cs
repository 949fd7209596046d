using Orleans.Configuration;
using WorldModel.Grains.Orleans;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Orleans.Models;
using WorldModel.Silo.Orleans.Placement;

namespace WorldModel.Silo.Orleans;

/// <summary>Makes an Orleans silo host WorldModel's grains.</summary>
internal static class ClusterSilo
{
    /// <summary>A grain gives its thread up after so long; a slice of a scan is shorter.</summary>
    private static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(1);

    public static ISiloBuilder AddWorldModel(this ISiloBuilder silo, SiloCore core, ClusterSettings settings)
    {
        var services = silo.Services;
        services.AddWorldModelGrains();
        services.AddSingleton(core);
        services.AddSingleton(settings);
        services.AddSingleton(core.Options.Time);
        services.AddSingleton<LocalSilo>();
        services.AddSingleton<ActiveSilos>();
        services.AddSingleton<ModelCourier>();
        services.AddSingleton<ModelWatch>();
        services.AddSingleton<AloneWatch>();
        services.AddHostedService<ClusterLoops>();
        services.AddPlacementDirector<EvenStrategy, EvenPlacementDirector>();
        services.AddPlacementDirector<NamedStrategy, NamedSiloDirector>();
        silo.Configure<SchedulingOptions>(options => options.ActivationSchedulingQuantum = Quantum);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = settings.ProbeTimeout;
            options.NumMissedProbesLimit = settings.MissedProbes;
            options.TableRefreshTimeout = settings.ReadMembersEvery;
        });
        return silo;
    }
}
