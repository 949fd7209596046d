using WorldModel.Testing.Contract;

namespace WorldModel.Silo.Tests;

/// <summary>The contract on the embedded runtime.</summary>
public sealed class EmbeddedContractTests(SmallWorld world, ITestOutputHelper output)
    : GrainContractTests(world, output)
{
    private protected override Task<IContractHost> Start(int shards) => EmbeddedHost.Start(World, shards);
}
