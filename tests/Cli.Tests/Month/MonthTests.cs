using System.Text.Json.Nodes;
using WorldModel.Cli.Month;
using WorldModel.Cli.Serving;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Simulation;

namespace WorldModel.Cli.Tests.Month;

/// <summary>
/// Weeks in small worlds through a real silo: a smaller version of what <c>worldmodel month --replications 100</c>
/// shows. The seeds are fixed; with other ones a 95 % interval may miss.
/// </summary>
public sealed class MonthTests(MonthTests.Lived lived) : IClassFixture<MonthTests.Lived>
{
    private const int Worlds = 10;
    private const int Consumers = 192;
    private const int Days = 7;
    private const double Allowance = .03;

    private static readonly string SchemaFile = Checkout.File("examples/purchase-world.schema.json");

    [Fact]
    public void Intervals_cover_the_true_lift_and_the_placebos_cover_nothing()
    {
        // Of ten 95 % intervals eight or more cover in 99 of 100 draws of the seeds.
        Assert.InRange(lived.Months.Count(m => m.Campaign.IsCovered), Worlds - 2, Worlds);
        Assert.InRange(lived.Months.Count(m => m.Placebo.IsCovered), Worlds - 2, Worlds);
        Assert.InRange(lived.Months.Count(m => m.Campaign.IsCoveredPlain), Worlds - 2, Worlds);
        Assert.InRange(lived.Months.Count(m => m.Placebo.IsCoveredPlain), Worlds - 2, Worlds);
        Assert.All(lived.Months, m => Assert.NotEqual(0.0, m.Campaign.Truth.Lift));
        Assert.All(lived.Months, m => Assert.Equal(0.0, m.Placebo.Truth.Lift));
    }

    [Fact]
    public void Groups_explored_treatments_and_weights_are_what_was_drawn()
    {
        var checks = new MonthChecks(lived.Months);
        Assert.All(checks.All[^3..], check => Assert.True(check.Holds, $"{check.Name}: {check.Found}"));
        Assert.All(lived.Months, m => Assert.All([m.Campaign, m.Placebo], side =>
        {
            Assert.Equal(Consumers, side.Measured.Ratio.Groups.Sum(g => g.Consumers));
            Assert.Equal(Consumers * Days, side.Measured.Days.Sum(d => d.Decisions));
        }));
    }

    [Fact]
    public void A_month_spends_within_its_allowance_and_day_by_day()
    {
        Assert.All(lived.Months, m =>
        {
            var allowed = 0.0;
            var spent = 0.0;
            Assert.Equal(Days, m.Campaign.Measured.Days.Length);
            foreach (var day in m.Campaign.Measured.Days)
            {
                allowed += Allowance * Consumers;
                spent += day.Spend;
                Assert.InRange(spent, 0, allowed + 1e-9);
            }

            Assert.InRange(spent, .8 * allowed, allowed + 1e-9);
            Assert.Equal(spent, m.Campaign.Measured.Spending.Spent, 6);
            Assert.Equal(spent, m.Campaign.Measured.Spending.Committed, 6);
        });
    }

    [Fact]
    public async Task The_same_seed_lives_the_same_month()
    {
        var again = await lived.Life.Run(1, TimeProvider.System);
        Assert.Equal(Text(lived.Months[0].Campaign.Report), Text(again.Campaign.Report));
        Assert.Equal(lived.Months[0].Campaign.Truth, again.Campaign.Truth);
        Assert.NotEqual(Text(lived.Months[0].Campaign.Report), Text(lived.Months[1].Campaign.Report));
    }

    [Fact]
    public void The_results_hold_every_check_and_every_world_with_its_seed()
    {
        var json = MonthJson.Of(lived.Options, "model", lived.Months, 1);
        Assert.Equal(Worlds, json["months"]!.AsArray().Count);
        Assert.Equal([.. lived.Months.Select(m => m.WorldSeed)],
            json["months"]!.AsArray().Select(m => m!["worldSeed"]!.GetValue<uint>()));
        Assert.Equal(8, json["checks"]!.AsArray().Count);
        Assert.NotNull(JsonNode.Parse(json.ToJsonString()));
        using var output = new StringWriter();
        var console = Terminal.CommandContext.ForWriters(
            output, output, TimeProvider.System, TestContext.Current.CancellationToken);
        MonthPrinter.Print(console.Out, lived.Months);
        Assert.Contains("placebo, mean of a month: claimed", output.ToString());
    }

    [Fact]
    public void A_measured_campaign_has_a_page_and_a_text()
    {
        var report = lived.Months[0].Campaign.Report;
        var page = CampaignPage.Render(report, [("command", "worldmodel month")]);
        Assert.Contains("Lift over the hold-out", page);
        Assert.Contains("Claimed and delivered by day", page);
        Assert.Contains("Spent so far", page);
        Assert.Contains("A decision over giving nothing", page);
        Assert.Contains("whatever each got", page);
        using var output = new StringWriter();
        var console = Terminal.CommandContext.ForWriters(
            output, output, TimeProvider.System, TestContext.Current.CancellationToken);
        MeasurementPrinter.Print(console.Out, report.Measured!);
        Assert.Contains("what is estimated: Worth of a consumer's outcomes", output.ToString());
        var mismatch = report.Measured! with { Ratio = report.Measured.Ratio with { Holds = false, Words = "not so" } };
        Assert.Contains("sample ratio mismatch", CampaignPage.Render(report with { Measured = mismatch }, []));
        Assert.Contains("Nothing is estimated yet", CampaignPage.Render(report with { Measured = null }, []));
    }

    [Fact]
    public void Who_gets_nothing_has_no_true_same_day_effect_and_a_true_lift_of_0_on_average()
    {
        var (sum, squares) = (0.0, 0.0);
        for (var seed = 1u; seed <= 20; seed++)
        {
            var life = PurchaseWorld.Begin(seed, 64, 30);
            for (var day = 20; day < 30; day++)
            {
                for (var i = 0; i < 64; i++)
                    life.Decide(i, day, false, false);
            }

            life.LiveTo(30);
            var truth = MonthTruth.Of(life.Panel, 20, [.. Enumerable.Repeat(true, 64)], .3, 10);
            Assert.Equal(0.0, truth.SameDay);
            sum += truth.Lift;
            squares += truth.Lift * truth.Lift;
        }

        Assert.InRange(sum / 20, -3 * Math.Sqrt(squares) / 20, 3 * Math.Sqrt(squares) / 20);
    }

    private static string Text(CampaignReportInfo report) => CampaignJson.Of(report).ToJsonString();

    /// <summary>The worlds, lived once for all tests.</summary>
    public sealed class Lived : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal MonthOptions Options { get; private set; } = null!;

        internal MonthLife Life { get; private set; } = null!;

        internal List<MonthReplication> Months { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Options = new MonthOptions(
                3, Worlds, Consumers, 80, 20, Days, Allowance, _folder.Path,
                Checkout.File("examples/purchase-campaign.json"), SchemaFile);
            var schema = ConsumerSchema.Load(SchemaFile);
            var model = MonthModel.Train(Options, schema, _folder.File("model.wmdl"));
            Assert.NotEmpty(model.Hash);
            Life = new MonthLife(
                Options, schema, _folder.File("model.wmdl"), TestContext.Current.CancellationToken);
            for (var number = 1; number <= Worlds; number++)
                Months.Add(await Life.Run(number, TimeProvider.System));
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
