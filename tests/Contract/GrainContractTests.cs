using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Tests;

namespace WorldModel.Testing.Contract;

/// <summary>What every host of the grains owes: run unchanged on each.</summary>
public abstract class GrainContractTests(SmallWorld world, ITestOutputHelper output)
{
    /// <summary>Failures that are values of the contract; what remains is told by the host's exception.</summary>
    private static readonly string[] Codes =
    [
        ProblemCode.Invalid, ProblemCode.UnknownConsumer, ProblemCode.UnknownName, ProblemCode.Late, ProblemCode.Future,
        ProblemCode.NoModel, ProblemCode.UnknownModel, ProblemCode.UnknownCampaign, ProblemCode.WrongStage,
        ProblemCode.Conflict, ProblemCode.Busy, ProblemCode.Fenced, ProblemCode.NoBudget, ProblemCode.Pace,
        ProblemCode.PoolStopped, ProblemCode.UnknownDecision, ProblemCode.Expired,
    ];

    private protected SmallWorld World => world;

    private protected abstract Task<IContractHost> Start(int shards);

    [Fact]
    public async Task Every_question_is_answered_and_every_expected_failure_is_a_value()
    {
        var said = await Transcribe(await Start(shards: 8));
        Assert.Equal(Codes.Order(), said.Codes.Order());
        output.WriteLine($"{said.Lines.Count} answers, {said.Lines.Sum(line => line.Length)} characters");
    }

    [Fact]
    public async Task Decisions_do_not_hang_on_the_number_of_shards()
    {
        var one = await Decisions(1);
        Assert.Equal(SmallWorld.Consumers, one.Count);
        Assert.Equal(one, await Decisions(64));
        Assert.Equal(one, await Decisions(256));
    }

    private protected async Task<Transcript> Transcribe(IContractHost host)
    {
        await using (host)
        {
            var said = new Transcript();
            await new GrainScript(world, host, said).Run();
            return said;
        }
    }

    private protected async Task<List<string>> Decisions(int shards)
    {
        await using var host = await Start(shards);
        return await new GrainScript(world, host, new Transcript()).Decisions();
    }
}
