namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>What a silo does with a grain of any kind that it hosts.</summary>
internal interface IHostedGrain
{
    GrainAddress Address { get; }

    /// <summary>Calls that wait or run.</summary>
    int Pending { get; }

    /// <summary>Lets it end here and begin there; calls meanwhile wait for it.</summary>
    void MoveTo(SiloAddress silo);
}
