using WorldModel.Silo.Orleans.Tests.Hosts;
using WorldModel.Silo.Tests;
using WorldModel.Testing.Contract;

namespace WorldModel.Silo.Orleans.Tests;

/// <summary>The contract on an Orleans cluster of three silos, and its answers beside the embedded runtime's.</summary>
public sealed class ClusterContractTests(SmallWorld world, ITestOutputHelper output)
    : GrainContractTests(world, output)
{
    private readonly ITestOutputHelper _output = output;

    [Fact]
    public async Task The_cluster_answers_as_the_embedded_runtime_does_bit_for_bit()
    {
        var embedded = await Transcribe(await EmbeddedHost.Start(World, shards: 8));
        var cluster = await Transcribe(await Start(shards: 8));
        Assert.Equal(embedded.Lines, cluster.Lines);
        _output.WriteLine($"{cluster.Lines.Count} answers, {cluster.Lines.Sum(line => line.Length)} characters equal");
    }

    private protected override async Task<IContractHost> Start(int shards) =>
        await TestClusterHost.Start(World, shards);
}
