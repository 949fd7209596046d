using System.Text.Json;
using WorldModel.Allocation.Files;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Tests;

public sealed class FilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("allocation").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_file_of_uplifts_becomes_decisions_and_the_frontier()
    {
        var outcome = Run(
            """
            cost,consumer,treatment,value,note
            3,a,call,9,x
            4,b,call,8,
            1,"c, the third",push,1,
            3,"c, the third",call,1.5,
            1,d,push,.5,
            0.5,e,push,-1,
            """, 6);

        Assert.Equal(
            "consumer,treatment,value,cost,net,reason\na,call,9,3,3,chosen\nb,,0,0,0,over-price\n"
                + "\"c, the third\",push,1,1,-1,chosen\nd,push,0.5,1,-1.5,chosen\ne,,0,0,0,no-gain\n",
            Text("decisions.csv"));
        Assert.Equal(
            "budget,value,shadowPrice\n0,0,3\n3,9,2\n7,17,1\n8,18,0.5\n9,18.5,0.25\n11,19,0\n", Text("frontier.csv"));
        var summary = outcome.Summary;
        Assert.Equal((10.5, 5m, 15.0, 4.5, 2.0), (
            summary.Value, summary.Spend, summary.Dual, summary.Gap, summary.ShadowPrice));
        Assert.Equal((5, 3, 6m, 9.0), (summary.Consumers, summary.Treated, summary.Budget, summary.LargestOption));
    }

    [Fact]
    public void The_summary_has_its_keys_in_json()
    {
        var json = JsonSerializer.SerializeToElement(
            Run("consumer,treatment,value,cost\na,push,1,1\n", 1).Summary, JsonSerializerOptions.Web);
        foreach (var key in new[] { "value", "spend", "dual", "gap", "shadowPrice", "seconds" })
        {
            Assert.Equal(JsonValueKind.Number, json.GetProperty(key).ValueKind);
        }
    }

    [Fact]
    public void Bad_rows_are_named_by_their_lines_and_good_ones_taken()
    {
        var read = Csv(
            """
            consumer,treatment,value,cost
            a,push,1,1
            b,push,NaN,1
            c,push,1,-0.5
            ,push,1,1
            d,,1,1
            e,push,much,1
            a,push,2,1
            f,push,1,Infinity
            g,push,1
            h,push,1,1
            """ + $"\n{new string('i', 129)},push,1,1\n");

        Assert.Equal(["a", "h"], read.Options.Consumers);
        Assert.Equal(2, read.Report.Accepted);
        Assert.Equal(
            [
                (3, "value"), (4, "cost"), (5, "consumer"), (6, "treatment"), (7, "value"), (8, "treatment"),
                (9, "cost"), (10, "row"), (12, "consumer"),
            ],
            read.Report.Problems.Select(problem => ((int)problem.Line, problem.Field)));
        Assert.Equal("each treatment once a consumer", read.Report.Problems[5].Expected);
    }

    [Fact]
    public void Ndjson_is_read_like_csv()
    {
        const string Lines = """
            {"consumer":"a","treatment":"push","value":1.5,"cost":0.05}
            {"consumer":"a","treatment":"call","value":"2","cost":1}
            """;
        var read = UpliftFile.Read(Table.Ndjson("uplifts", new StringReader(Lines)));
        Assert.Equal(["call", "push"], read.Options.Treatments);
        Assert.Equal([2.0, 1.5], read.Options.Value.ToArray());
        Assert.Equal([1_000_000L, 50_000], read.Options.CostMicros.ToArray());
    }

    [Theory]
    [InlineData("", "file")]
    [InlineData("consumer,treatment,value,cost\n", "file")]
    [InlineData("consumer,treatment,value\na,push,1\n", "file: column cost")]
    [InlineData("consumer,treatment,value,cost\na,push,x,1\n", "file")]
    public void A_file_without_a_single_option_is_refused(string text, string field)
    {
        var error = Assert.Throws<InputException>(() => Csv(text));
        Assert.StartsWith(field, error.Field);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_budget_that_is_no_amount_is_refused(double budget)
    {
        var error = Assert.Throws<InputException>(() => Run("consumer,treatment,value,cost\na,push,1,1\n", budget));
        Assert.Equal("budget", error.Field);
    }

    [Fact]
    public void A_cost_that_arises_on_conversion_counts_as_expected()
    {
        var read = Csv("consumer,treatment,value,cost,conversion\na,coupon,3,10,0.125\nb,coupon,1,2,\n");
        Assert.Equal([1_250_000L, 2_000_000], read.Options.CostMicros.ToArray());
        var bad = Csv("consumer,treatment,value,cost,conversion\na,coupon,3,10,1.5\nb,coupon,1,2,1\n");
        Assert.Equal("conversion", bad.Report.Problems.Single().Field);
    }

    [Fact]
    public void Optional_columns_give_claims_comparisons_and_segments_in_the_tables_own_order()
    {
        var outcome = Run(
            """
            consumer,treatment,value,cost,se,segment,today
            a,push,1,1,0.5,young,1
            a,call,4,2,1,young,
            b,push,2,1,0.5,old,true
            """, 3);
        Assert.Equal([1.0, 0.5, 0.5], outcome.Uplifts.Errors!);
        Assert.Equal([false, true, true], outcome.Uplifts.Today!);
        Assert.Equal(["young", "old"], outcome.Uplifts.Segments!.Names);
        var summary = outcome.Summary;
        Assert.Equal((3.0, 2m, 3.0, 1.0), (summary.Today!.Value, summary.Today.Spend, summary.Today.Over,
            summary.Today.OverAtSameSpend));
        Assert.Equal(Math.Sqrt(1.25), summary.Claim!.StandardError, 12);
        Assert.InRange(summary.Claim.Claimed, summary.Claim.Low, summary.Claim.High);
    }

    private static UpliftTable Csv(string text) => UpliftFile.Read(Table.Csv("file", new StringReader(text)));

    private AllocationOutcome Run(string text, double budget)
    {
        var input = Path.Combine(_folder, "uplifts.csv");
        File.WriteAllText(input, text);
        return AllocationRun.Run(new AllocationOrder(input, budget, _folder), TimeProvider.System);
    }

    private string Text(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
