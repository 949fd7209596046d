using WorldModel.Grains.Interfaces;

namespace WorldModel.Testing.Contract;

/// <summary>A host of grains, of any kind, as the contract's tests see it.</summary>
internal interface IContractHost : IAsyncDisposable
{
    IGrains Grains { get; }

    /// <summary>The host's wall: it passes when a test says so.</summary>
    void Pass(TimeSpan time);

    /// <summary>Brings a model file to the host, so that its grains find it; answers its hash.</summary>
    Task<string> Load(string path);
}
