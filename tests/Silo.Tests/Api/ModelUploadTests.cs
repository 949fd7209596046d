using System.Security.Cryptography;
using System.Text;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Silo.Tests.Api;

public sealed class ModelUploadTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_whole_file_becomes_a_candidate_is_promoted_and_rolled_back()
    {
        var first = silo.World.Model.Hash;
        var bytes = Other(silo.World.Schema);
        var upload = await silo.Client.UploadModelAsync(new MemoryStream(bytes));
        Assert.Contains(upload.Model, upload.Models.Candidates);
        Assert.Equal(upload.Model, (await silo.Client.PromoteAsync(upload.Model)).Live);
        var asked = await silo.Client.BeliefAsync(new() { Consumer = "c1" });
        Assert.Equal(upload.Model, asked.Answers[0].AsOf?.Model);
        Assert.Equal(first, (await silo.Client.RollBackAsync()).Live);
        Assert.Equal(first, (await silo.Client.BeliefAsync(new() { Consumer = "c1" })).Answers[0].AsOf?.Model);
    }

    [Fact]
    public Task A_truncated_file_is_refused() =>
        Refused(File.ReadAllBytes(silo.World.ModelPath)[..^100], "checksum", "whole");

    [Fact]
    public Task A_flipped_bit_is_refused()
    {
        var bytes = File.ReadAllBytes(silo.World.ModelPath);
        bytes[bytes.Length / 2] ^= 4;
        return Refused(bytes, "checksum", "whole");
    }

    [Fact]
    public Task An_empty_file_is_refused() => Refused([], "0 bytes, too short", "worldmodel train");

    [Fact]
    public Task Another_kind_of_file_is_refused() =>
        Refused(Encoding.UTF8.GetBytes(new string('x', 200)), "not a model file", "worldmodel train");

    [Fact]
    public Task A_model_of_another_schema_is_refused() => Refused(
        Other(silo.World.Schema with { Name = "another-world" }), "another-world", silo.World.Schema.Hash[..12]);

    [Fact]
    public Task A_model_that_answers_otherwise_than_when_it_was_written_is_refused()
    {
        const int Checksum = 32;
        var bytes = File.ReadAllBytes(silo.World.ModelPath);
        // Into the golden vectors, the last section: what is promised there is not what the model answers.
        bytes[^(Checksum + 2)] ^= 0x40;
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - Checksum)).CopyTo(bytes.AsSpan(bytes.Length - Checksum));
        return Refused(bytes, "golden vectors", "bit for bit");
    }

    [Fact]
    public async Task A_model_that_was_never_uploaded_is_not_promoted()
    {
        var error = await Assert.ThrowsAsync<WorldModelApiException>(
            () => silo.Client.PromoteAsync(new string('0', 64)));
        Assert.Equal(("unknown-model", 404), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task A_candidate_in_the_shadow_decides_too_and_nobody_acts_on_it()
    {
        var candidate = (await silo.Client.UploadModelAsync(new MemoryStream(Other(silo.World.Schema)))).Model;
        Assert.Equal(candidate, (await silo.Client.ShadowAsync(candidate)).Shadow);
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign("shadowed"));
        await silo.Client.AllocateAsync("shadowed");
        await silo.Client.WaitAsync("shadowed", "allocated");
        var live = (await silo.Client.ModelsAsync()).Live;
        var answers = await silo.Client.DecideAsync(
            [.. silo.World.Ids.Select(id => new DecisionItem($"shadow-{id}", "shadowed", id))]);
        Assert.All(answers, answer => Assert.Equal(live, answer.AsOf!.Model));
        var told = Assert.Single((await silo.Client.ShadowReportAsync()).Campaigns);
        Assert.Equal(("shadowed", candidate), (told.Campaign, told.Model));
        Assert.Equal(answers.LongCount(answer => answer.Group == "policy"), told.Decisions);
        Assert.Equal(told.Choices.Sum(c => c.Treatment == c.Shadow ? 0 : c.Decisions), told.Differing);
        Assert.Contains((await silo.Client.ReportAsync("shadowed")).Notes, note => note.Contains(candidate[..12]));
        Assert.Null((await silo.Client.EndShadowAsync()).Shadow);
        Assert.Equal(told.Decisions, Assert.Single((await silo.Client.ShadowReportAsync()).Campaigns).Decisions);
    }

    private async Task Refused(byte[] bytes, string found, string expected)
    {
        var before = await silo.Client.ModelsAsync();
        var error = await Assert.ThrowsAsync<WorldModelApiException>(
            () => silo.Client.UploadModelAsync(new MemoryStream(bytes)));
        Assert.Equal((422, "model-file", "body"), (error.Problem.Status, error.Problem.Code, error.Problem.Field));
        Assert.Contains(found, error.Problem.Value);
        Assert.Contains(expected, error.Problem.Expected);
        var after = await silo.Client.ModelsAsync();
        Assert.Equal((before.Version, before.Live), (after.Version, after.Live));
    }

    /// <summary>The small model under another name of schema or, for the same schema, with another record.</summary>
    private byte[] Other(ConsumerSchema schema)
    {
        var model = silo.World.Model;
        return ModelFile.ToBytes(new FrozenModel(schema, model.Machine, model.MeanField.Sweeps + 1, model.Heads,
            model.Overlap, model.Plausibility, model.Record with { SchemaHash = schema.Hash }));
    }
}
