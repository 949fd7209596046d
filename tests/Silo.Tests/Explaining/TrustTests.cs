using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Replaying;
using WorldModel.Models;
using WorldModel.Models.Boltzmann;
using WorldModel.Silo.Explaining;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Explaining;

/// <summary>Ledger and explanations of a silo that runs, and what altered folders are found out by.</summary>
public sealed class TrustTests(DecidedSilo silo) : IClassFixture<DecidedSilo>
{
    private const int PageLines = 7;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_decision_is_made_again_beside_the_running_silo()
    {
        var shown = new List<int>();
        var totals = DecisionArchive.Open(silo.Data).VerifyAll(so => shown.Add(so.ShardsDone), 2, Stop);
        Assert.True(totals.IsWhole, Text(totals));
        Assert.Equal(totals.Decisions, totals.Reproduced);
        Assert.True(totals.Scans > 20 && totals.Decisions - totals.Scans >= silo.Singles.Count, Text(totals));
        Assert.True(totals.States > 0);
        Assert.Equal(Enumerable.Range(1, 8), shown);
    }

    [Fact]
    public async Task A_decision_is_explained_over_http_with_or_without_its_consumer()
    {
        var (consumer, answer) = silo.Singles.First(
            one => one.Answer.Group == "policy" && one.Answer.Treatment != "none");
        var why = await silo.Client.WhyAsync(new(answer.DecisionId!, consumer), Stop);
        Assert.True(why.Reproduced);
        Assert.Equal((answer.DecisionId, consumer, answer.Treatment, answer.Propensity),
            (why.Decision.DecisionId, why.Decision.Consumer, why.Decision.Treatment, why.Decision.Propensity));
        Assert.Equal(answer.Options, why.Options);
        Assert.NotEmpty(why.PriceFlips);
        Assert.NotEmpty(why.Events);
        using var got = await silo.Http.GetAsync($"v1/decisions/{answer.DecisionId}/why", Stop);
        Assert.True(got.IsSuccessStatusCode);
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(why, WireJson.Default.WhyInfo),
            await got.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task The_options_of_a_scans_decision_say_how_they_are_identified()
    {
        var scanned = DecisionArchive.Open(silo.Data).Ledger().First(
            line => line.Entry is { Kind: LedgerKind.Decision, IsScan: true, Group: "policy" }).Entry;
        var why = await silo.Client.WhyAsync(new(scanned.DecisionId), Stop);
        Assert.Equal(2, why.Options.Length);
        Assert.All(why.Options, option => Assert.Contains(option.Identified, new[] { "randomised", "adjusted", "no" }));
    }

    [Fact]
    public async Task A_decision_that_nobody_took_is_not_found()
    {
        var error = await Assert.ThrowsAsync<WorldModelApiException>(
            () => silo.Client.WhyAsync(new(new string('0', 32)), Stop));
        Assert.Equal((404, "unknown-decision"), (error.Problem.Status, error.Problem.Code));
    }

    [Fact]
    public async Task The_ledger_holds_every_answer_and_what_became_of_it_and_pages_lose_nothing()
    {
        var whole = DecisionArchive.Open(silo.Data).Ledger().Select(TrustMapping.Wire).ToList();
        var decisions = whole.Where(line => line.Kind == LedgerKind.Decision).ToList();
        Assert.Equal(decisions.Count, decisions.Select(line => line.DecisionId).Distinct().Count());
        Assert.Superset(silo.Singles.Select(one => one.Answer.DecisionId!).ToHashSet(),
            decisions.Select(line => line.DecisionId).ToHashSet());
        Assert.Equal(4, whole.Count(line => line.Kind == LedgerKind.Delivered));
        Assert.Equal(2, whole.Count(line => line.Kind == LedgerKind.Failed));
        Assert.All(whole.Where(line => line.Kind == LedgerKind.Delivered), line => Assert.True(line.Cost > 0));

        // A scan's decisions stand in few frames: pages end in the middle of them.
        Assert.Contains(whole.GroupBy(line => (line.Shard, line.Sequence)), frame => frame.Count() > PageLines);
        Assert.Equal(whole, await Paged(""));
        Assert.Equal(whole, await Paged("&campaign=spring"));
        var all = new List<LedgerItem>();
        await foreach (var line in silo.Client.LedgerAsync("spring", Stop))
            all.Add(line);
        Assert.Equal(whole, all);
    }

    [Fact]
    public async Task The_ledger_of_a_campaign_that_was_never_created_is_not_found()
    {
        var problem = await Refused("v1/decisions/ledger?campaign=sprign", 404);
        Assert.Equal(("unknown-campaign", "campaign", "sprign"), (problem.Code, problem.Field, problem.Value));
        var error = Assert.Throws<Schema.InputException>(
            () => DecisionArchive.Open(silo.Data).CheckCampaign("--campaign", "sprign"));
        Assert.Equal(("--campaign", "sprign", "one of spring"), (error.Field, error.Value, error.Expected));
        DecisionArchive.Open(silo.Data).CheckCampaign("--campaign", "spring");
    }

    [Theory]
    [InlineData("v1/decisions/ledger?campain=spring", "campain", "spring",
        "one of the parameters campaign, cursor, limit")]
    [InlineData("v1/decisions/ledger?campaign=spring&campaign=autumn", "campaign", "spring,autumn", "once")]
    [InlineData("v1/decisions/ledger?limit=0", "limit", "0", "1 to 1000")]
    [InlineData("v1/decisions/ledger?cursor=1.5", "cursor", "1.5", "Next-Cursor")]
    [InlineData("v1/campaigns/spring/decisions?page=2", "page", "2", "one of the parameters cursor, limit")]
    [InlineData("v1/campaigns?stage=decided", "stage", "decided", "no parameter")]
    public async Task What_an_address_does_not_know_is_refused(string path, string field, string value, string expected)
    {
        var problem = await Refused(path, 422);
        Assert.Equal((field, value), (problem.Field, problem.Value));
        Assert.Contains(expected, problem.Expected);
    }

    private async Task<ProblemInfo> Refused(string path, int status)
    {
        using var answer = await silo.Http.GetAsync(path, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        return System.Text.Json.JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(Stop), WireJson.Default.ProblemInfo)!;
    }

    /// <summary>The ledger page by page, none longer than asked for and none but the last shorter.</summary>
    private async Task<List<LedgerItem>> Paged(string campaign)
    {
        var paged = new List<LedgerItem>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var page = await silo.Http.GetAsync(
                $"v1/decisions/ledger?limit={PageLines}{campaign}{(cursor is "" ? "" : $"&cursor={cursor}")}", Stop);
            Assert.True(page.IsSuccessStatusCode);
            cursor = page.Headers.TryGetValues("Next-Cursor", out var next) ? next.Single() : null;
            var lines = (await page.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(cursor is null ? lines.Length is > 0 and <= PageLines : lines.Length == PageLines);
            paged.AddRange(lines.Select(line =>
                System.Text.Json.JsonSerializer.Deserialize(line, WireJson.Default.LedgerItem)!));
        }
        return paged;
    }

    [Fact]
    public void A_byte_of_a_decision_that_was_flipped_is_found_by_its_checksum()
    {
        using var copy = silo.Copy();
        DecidedSilo.Tamper(copy, withChecksum: false);
        var totals = DecisionArchive.Open(copy.Path).VerifyAll(_ => { }, 1, Stop);
        Assert.False(totals.IsWhole);
        Assert.Contains("CRC-32C", Assert.Single(totals.Damage));
    }

    [Fact]
    public void A_decision_that_was_altered_with_its_checksum_differs_where_it_was()
    {
        using var copy = silo.Copy();
        var decision = DecidedSilo.Tamper(copy, withChecksum: true);
        var archive = DecisionArchive.Open(copy.Path);
        var totals = archive.VerifyAll(_ => { }, 1, Stop);
        Assert.False(totals.IsWhole);
        var altered = Assert.Single(totals.Shown, check => check.Entry.DecisionId == decision
            && check.Entry.Kind == LedgerKind.Decision);
        var difference = Assert.Single(altered.Differences);
        Assert.Equal(("treatment", "pusk", "push"), (difference.Field, difference.Recorded, difference.Reproduced));
        var why = archive.Why(decision, stop: Stop)!.Value.Explained;
        Assert.False(why.IsReproduced);
        Assert.Equal(altered.Differences, why.Differences);
    }

    [Fact]
    public void Another_model_is_told_from_the_one_that_decided()
    {
        using var folder = new TempDirectory();
        var model = silo.World.Model;
        var record = model.Record with { Preset = "other" };
        var weights = Enumerable.Range(1, model.Machine.HiddenLayers).Select(layer =>
        {
            var matrix = new Numerics.Matrix(model.Machine.Layers[layer - 1], model.Machine.Layers[layer]);
            model.Machine.Weights(layer).CopyTo(matrix.Data);
            matrix.Data[0] += .25f;
            return matrix;
        }).ToList();
        var biases = Enumerable.Range(0, model.Machine.HiddenLayers + 1)
            .Select(layer => model.Machine.Biases(layer).ToArray()).ToList();
        ModelFile.Write(new FrozenModel(model.Schema, new BoltzmannMachine(weights, biases), model.MeanField.Sweeps,
            model.Heads, model.Overlap, model.Plausibility, record), folder.File("other.wmdl"));
        var totals = DecisionArchive.Open(silo.Data, folder.File("other.wmdl")).VerifyAll(_ => { }, 1, Stop);
        Assert.True(totals.Different > 0);
        Assert.Contains(totals.Shown.SelectMany(check => check.Differences), difference => difference.Field == "model");
        Assert.Contains(totals.Shown.SelectMany(check => check.Differences),
            difference => difference.Field.StartsWith("value of", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_whose_file_holds_another_is_named()
    {
        using var copy = silo.Copy();
        var file = Directory.EnumerateFiles(copy.File(ModelFolder.FolderName)).Single();
        File.Copy(file, copy.File(Path.Combine(ModelFolder.FolderName, new string('0', 64) + ".wmdl")));
        var archive = DecisionArchive.Open(copy.Path);
        File.Delete(file);
        var unknown = Assert.Single(archive.VerifyAll(_ => { }, 1, Stop).Unknown);
        Assert.Contains(silo.World.Model.Hash, unknown.Key);
    }

    [Fact]
    public async Task Who_was_forgotten_is_in_no_file_of_the_store()
    {
        using var data = new TempDirectory();
        await using (var running = await SiloHost.Start(silo.World.Options(data) with { Model = null }))
        {
            using var http = new HttpClient { BaseAddress = running.Url };
            var client = new WorldModelClient(http);
            await client.SendEventsAsync(
                [.. Enumerable.Range(0, 40).Select(i => new EventItem(
                    $"e{i}", $"somebody-{i % 20}", silo.World.Today, "action", "push"))], Stop);
            await client.ForgetAsync("somebody-7", Stop);
        }
        foreach (var file in Directory.EnumerateFiles(data.File("data"), "store.db*"))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stop));
            Assert.DoesNotContain("somebody-7", text);
            if (file.EndsWith("store.db", StringComparison.Ordinal))
                Assert.Contains("somebody-8", text);
        }
    }

    private static string Text(VerifyTotals totals) =>
        $"{totals.Decisions} ({totals.Scans}), {totals.Different} differ: "
        + string.Join("; ", totals.Shown.SelectMany(check => check.Differences))
        + string.Join("; ", totals.Unknown) + string.Join("; ", totals.Damage);
}
