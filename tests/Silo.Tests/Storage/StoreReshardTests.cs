using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Explaining;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Explaining;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>A silo's whole store cut into another number of shards, and a silo on it.</summary>
public sealed class StoreReshardTests(DecidedSilo silo, ITestOutputHelper output) : IClassFixture<DecidedSilo>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_with_more_or_fewer_shards_answers_as_before_and_keeps_the_ledger()
    {
        using var left = silo.Copy();
        using var same = silo.Copy();
        var ledger = Ledger(left.Path);
        var (before, decided) = await Ask(same.Path);
        using var one = new TempDirectory();
        using var many = new TempDirectory();
        var done = await Reshard(left, one, 1);
        Assert.Equal((8, 1, SmallWorld.Consumers), (done.FromShards, done.Shards, done.Consumers));
        done = await Reshard(one, many, 64);
        output.WriteLine($"{done}");
        foreach (var folder in (TempDirectory[])[one, many])
        {
            Assert.Equal(ledger, Ledger(folder.Path));
            Assert.Equal(before, (await Ask(folder.Path)).Said);
        }
        var totals = DecisionArchive.Open(many.Path).VerifyAll(_ => { }, 1, Stop);
        Assert.Equal((0, 0), (totals.Different, totals.Damage.Count));
        // What was decided before is told and not made again; what came after it is made again.
        Assert.Equal(decided, totals.Reproduced);
        Assert.Equal(totals.Decisions - decided, totals.Unknown.Values.Sum());
        Assert.Contains("store from before", Assert.Single(totals.Unknown).Key);
        var why = DecisionArchive.Open(many.Path).Why(silo.Singles[0].Answer.DecisionId!, stop: Stop)!.Value.Explained;
        Assert.False(why.IsReproduced);
        Assert.Contains("store from before", Assert.Single(why.Differences).Reproduced);
        why = DecisionArchive.Open(left.Path).Why(why.Decision.DecisionId, stop: Stop)!.Value.Explained;
        Assert.True(why.IsReproduced);
    }

    [Fact]
    public async Task Whoever_is_forgotten_leaves_the_ledger_that_was_carried_on()
    {
        using var left = silo.Copy();
        using var wide = new TempDirectory();
        await Reshard(left, wide, 64);
        var someone = silo.Singles[0].Consumer;
        Assert.Contains(Ledger(wide.Path), line => line.Contains($"\"{someone}\"", StringComparison.Ordinal));
        await using (var running = await Run(wide.Path))
        {
            using var http = new HttpClient { BaseAddress = running.Url };
            Assert.True((await new WorldModelClient(http).ForgetAsync(someone, Stop)).Existed);
        }
        Assert.DoesNotContain(Ledger(wide.Path), line => line.Contains($"\"{someone}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_cut_is_refused()
    {
        using var left = silo.Copy();
        using var to = new TempDirectory();
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Reshard(left, to, 48));
        Assert.Contains("power of two", refusal.Message);
        await Reshard(left, to, 16);
        refusal = await Assert.ThrowsAsync<StoreException>(() => Reshard(left, to, 16));
        Assert.Contains("expected an empty store", refusal.Message);
        using (var store = FrameStore.Open(new StoreOptions(left.Path, silo.World.Schema.Hash)))
        {
            var opened = await store.Open(GrainAddress.Campaign("spring"));
            await opened.Journal.Append([1, 5], WorkChange.Pending);
        }
        using var other = new TempDirectory();
        refusal = await Assert.ThrowsAsync<StoreException>(() => Reshard(left, other, 16));
        Assert.Contains("campaign/spring", refusal.Message);
    }

    /// <summary>What a silo on the folder answers, and how many decisions it took besides.</summary>
    private async Task<(List<string> Said, long Decided)> Ask(string folder)
    {
        await using var running = await Run(folder);
        using var http = new HttpClient { BaseAddress = running.Url };
        var client = new WorldModelClient(http);
        var said = new List<string>();
        await using (var lines = File.OpenRead(silo.World.EventsPath))
        {
            var again = await client.SendEventLinesAsync(lines, Stop);
            Assert.Equal(0, again.Applied);
            said.Add($"{again.Repeated} repeated, {again.RefusedTotal} too late");
        }
        foreach (var (consumer, answer) in silo.Singles)
            said.Add(Text(await client.DecideAsync(new DecisionItem(answer.RequestId, "spring", consumer), Stop)));
        var (id, decided) = (silo.Singles[0].Answer.RequestId, 0L);
        var conflict = await Assert.ThrowsAsync<WorldModelApiException>(
            () => client.DecideAsync(new DecisionItem(id, "spring", "somebody-else"), Stop));
        Assert.Equal("conflict", conflict.Problem.Code);
        foreach (var consumer in silo.World.Ids)
        {
            var answer = await client.DecideAsync(
                new DecisionItem($"new-{consumer}", "spring", consumer), Stop);
            said.Add($"{answer.DecisionId} {answer.Treatment} {answer.Group} {answer.Propensity:R} {answer.Reason}");
            decided++;
        }
        var report = await http.GetStringAsync("v1/campaigns/spring/report", Stop);
        said.Add(report);
        return (said, decided);
    }

    private async Task<StoreResharded> Reshard(TempDirectory from, TempDirectory to, int shards)
    {
        var done = await StoreReshard.Run(
            new SqliteProvider(from.Path), new SqliteProvider(to.Path), shards, silo.World.Schema, (_, _) => { },
            new FixedTime(silo.World.Today), Stop);
        Directory.CreateDirectory(to.File(ModelFolder.FolderName));
        foreach (var file in Directory.EnumerateFiles(from.File(ModelFolder.FolderName)))
            File.Copy(file, Path.Combine(to.File(ModelFolder.FolderName), Path.GetFileName(file)), overwrite: true);
        return done;
    }

    private Task<SiloHost> Run(string folder) => SiloHost.Start(
        new SiloOptions(folder, silo.World.Schema)
        {
            Url = "http://127.0.0.1:0",
            Synchronous = Silo.Storage.Synchronous.Off,
            Time = new FixedTime(silo.World.Today),
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        });

    /// <summary>Lines but for where they stand.</summary>
    private static List<string> Ledger(string folder) =>
    [
        .. DecisionArchive.Open(folder).Ledger()
            .Select(line => TrustMapping.Wire(line) with { Shard = 0, Sequence = 0 })
            .Select(line => System.Text.Json.JsonSerializer.Serialize(line, WireJson.Default.LedgerItem))
            .Order(StringComparer.Ordinal),
    ];

    private static string Text(DecisionAnswer answer) =>
        System.Text.Json.JsonSerializer.Serialize(answer, WireJson.Default.DecisionAnswer);
}
