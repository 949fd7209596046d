using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using WorldModel.Grains.Orleans.Codecs;

namespace WorldModel.Grains.Orleans;

/// <summary>Teaches an Orleans client or silo the contracts.</summary>
public static class ClusterHosting
{
    /// <summary>All that a client needs beside the way to the cluster.</summary>
    public static IClientBuilder AddWorldModelGrains(this IClientBuilder client)
    {
        client.Services.AddWorldModelGrains();
        return client;
    }

    /// <summary>The contracts' messages, and their one failure that is no value.</summary>
    public static IServiceCollection AddWorldModelGrains(this IServiceCollection services)
    {
        services.AddSingleton<MessageCodecs>();
        services.AddSingleton<ISpecializableCodec>(provider => provider.GetRequiredService<MessageCodecs>());
        services.AddSingleton<IGeneralizedCopier>(provider => provider.GetRequiredService<MessageCodecs>());
        services.AddSingleton<ITypeFilter>(provider => provider.GetRequiredService<MessageCodecs>());
        return services.AddSingleton<IOutgoingGrainCallFilter, UnavailableFilter>();
    }
}
