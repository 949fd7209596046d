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
            "consumer,treatment,value,cost\na,call,9,3\n\"c, the third\",push,1,1\nd,push,0.5,1\n",
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

    private static UpliftTable Csv(string text) => UpliftFile.Read(Table.Csv("file", new StringReader(text)));

    private AllocationOutcome Run(string text, double budget)
    {
        var input = Path.Combine(_folder, "uplifts.csv");
        File.WriteAllText(input, text);
        return AllocationRun.Run(input, budget, _folder, TimeProvider.System);
    }

    private string Text(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
