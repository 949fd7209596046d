using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Explaining;
using WorldModel.Silo.Postgres;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;
using WorldModel.Stores.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Ledger and explanations of a cluster: the same through any silo, and from the store beside it.</summary>
public sealed class ExplainedClusterTests(SmallWorld world, PostgresCluster postgres, Azurite azurite)
    : IClassFixture<PostgresCluster>, IClassFixture<Azurite>
{
    private const string BlobVariable = "WORLDMODEL_TEST_BLOB";
    private const string Campaign = "spring";
    private const int Shards = 8;

    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_silo_explains_every_decision_and_pages_the_whole_ledger()
    {
        await using var cluster = await ProcessCluster.Start(world, postgres, 2, Shards);
        await Explained(cluster, new PostgresProvider(cluster.Store));
    }

    [Fact]
    public async Task Frames_in_blobs_beside_members_in_PostgreSQL_are_answered_from_as_well()
    {
        var stores = Checkout.File(Path.Combine(
            "src/Silo.Azure/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0"));
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        Assert.SkipUnless(Directory.Exists(stores), "the store of blobs: not built here (WorldModel.Stores.sln)");
        // The silos inherit it: a secret stands in no command.
        Environment.SetEnvironmentVariable(BlobVariable, azurite.NextStore());
        Environment.SetEnvironmentVariable(StoreChoice.FoldersVariable, stores);
        var choice = $"blob:{BlobVariable}";
        await using var cluster = await ProcessCluster.Start(world, postgres, 2, Shards, "--store", choice);
        await Explained(cluster, StoreChoice.Parse("store", choice));
        var consumer = world.Ids.First();
        await cluster.Silos[0].Kill();
        // The other takes over what the killed one had open, once its lease has run out.
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                var answer = await cluster.Clients[1].DecideAsync(
                    new DecisionItem($"r-{consumer}", Campaign, consumer), Stop);
                Assert.NotNull(answer.DecisionId);
                return;
            }
            catch (Exception refused) when (attempt < 60 && refused is WorldModelApiException or HttpRequestException
                or TaskCanceledException)
            {
                await Task.Delay(500, Stop);
            }
        }
    }

    private async Task Explained(ProcessCluster cluster, IStoreProvider store)
    {
        var singles = await Decide(cluster);
        var archive = DecisionArchive.Open(Path.GetDirectoryName(ModelFolderOf(cluster))!, store: store.OpenKept);
        var whole = archive.Ledger().Select(TrustMapping.Wire).ToList();
        Assert.Equal(SmallWorld.Consumers, whole.Count(line => line.Kind == "decision"));
        Assert.Single(whole, line => line.Kind == "delivered");
        var totals = archive.VerifyAll(_ => { }, 2, Stop);
        Assert.True(totals.IsWhole);
        Assert.Equal(SmallWorld.Consumers, totals.Reproduced);
        for (int silo = 0; silo < cluster.Clients.Length; silo++)
        {
            Assert.Equal(whole, await Ledger(cluster.Http(silo)));
            foreach (var (consumer, answer) in singles)
            {
                var why = await cluster.Clients[silo].WhyAsync(new(answer.DecisionId!, consumer), Stop);
                Assert.True(why.Reproduced);
                Assert.Equal((answer.DecisionId, consumer, answer.Treatment, answer.Propensity),
                    (why.Decision.DecisionId, why.Decision.Consumer, why.Decision.Treatment, why.Decision.Propensity));
            }
            var scanned = whole.First(line => line is { Kind: "decision", Source: "scan" });
            Assert.True((await cluster.Clients[silo].WhyAsync(new(scanned.DecisionId), Stop)).Reproduced);
        }
    }

    /// <summary>Some consumers one by one, through both silos in turn, then all of them by a scan.</summary>
    private async Task<List<(string Consumer, DecisionAnswer Answer)>> Decide(ProcessCluster cluster)
    {
        var clients = cluster.Clients;
        await clients[0].PutConsumersAsync(world.Profiles);
        await clients[1].CreateCampaignAsync(new CampaignItem
        {
            Id = Campaign,
            Budget = 5,
            Treatments = [new("push", new() { ["push"] = "1" }, 0.05)],
            Values = [new("visit", 0.30), new("purchase", 10)],
            Explore = 0.5,
        });
        await clients[0].AllocateAsync(Campaign);
        await clients[1].WaitAsync(Campaign, "allocated");
        var singles = new List<(string Consumer, DecisionAnswer Answer)>();
        foreach (var consumer in world.Ids.Take(12))
            singles.Add((consumer, await clients[singles.Count % 2].DecideAsync(
                new DecisionItem($"r-{consumer}", Campaign, consumer))));
        var given = singles.First(one => one.Answer.Treatment == "push");
        var told = await clients[1].SendEventsAsync([new EventItem("told", given.Consumer, Today, "delivery",
            Decision: given.Answer.DecisionId, Status: "delivered")]);
        Assert.Equal(0, told.RefusedTotal);
        await clients[0].DecideCampaignAsync(Campaign);
        await clients[1].WaitAsync(Campaign, "decided");
        return singles;
    }

    private static async Task<List<LedgerItem>> Ledger(HttpClient http)
    {
        var lines = new List<LedgerItem>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var page = await http.GetAsync(
                $"v1/decisions/ledger?limit=20{(cursor is "" ? "" : $"&cursor={cursor}")}", Stop);
            Assert.True(page.IsSuccessStatusCode);
            cursor = page.Headers.TryGetValues("Next-Cursor", out var next) ? next.Single() : null;
            lines.AddRange((await page.Content.ReadAsStringAsync(Stop))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, WireJson.Default.LedgerItem)!));
        }
        return lines;
    }

    /// <summary>A folder with nothing but the model's file.</summary>
    private string ModelFolderOf(ProcessCluster cluster)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "archive", "models")).FullName;
        File.Copy(world.ModelPath, Path.Combine(folder, world.Model.Hash + ".wmdl"));
        return folder;
    }
}
