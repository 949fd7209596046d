using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class AllocateCommandTests : IDisposable
{
    private const string Header = "consumer,treatment,value,cost\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_buys_the_best_options_that_the_budget_pays_for()
    {
        var run = await Allocate(Header + "a,push,3,1\nb,push,2,1\nc,push,1,1\n", "2");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(
            [
                "consumer,treatment,value,cost,net,reason", "a,push,3,1,2,chosen", "b,push,2,1,1,chosen",
                "c,,0,0,0,over-price",
            ],
            Lines("decisions.csv"));
        Assert.Equal("budget,value,shadowPrice", Lines("frontier.csv")[0]);
        var summary = Summary();
        Assert.Equal(5, summary["value"]!.GetValue<double>());
        Assert.Equal(2, summary["spend"]!.GetValue<decimal>());
        Assert.Equal(0, summary["gap"]!.GetValue<double>(), 9);
    }

    [Fact]
    public async Task The_summary_has_the_keys_that_scripts_rely_on()
    {
        await Allocate(Header + "a,push,3,1\n", "2");
        Assert.Equal(
            [
                "value", "spend", "dual", "gap", "shadowPrice", "seconds", "budget", "consumers", "treated",
                "largestOption", "reasons", "limits", "today", "tenPercentMore", "claim", "unusedColumns",
                "rows",
            ],
            Summary().Select(p => p.Key));
    }

    [Fact]
    public async Task A_consumer_for_whom_nothing_pays_gets_nothing_at_no_cost()
    {
        await Allocate(Header + "a,push,-3,1\nb,push,0,1\n", "5");
        Assert.All(Lines("decisions.csv").Skip(1), line => Assert.EndsWith(",,0,0,0,no-gain", line));
        Assert.Equal(0, Summary()["spend"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_bad_row_in_the_middle_is_named_and_the_others_count_where_that_is_asked_for()
    {
        var run = await Allocate(
            Header + "a,push,3,1\nb,push,NaN,1\nc,push,1,-1\nd,push,2,1\nd,push,2,1\n", "9", "--skip-bad-rows");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("line 3: value", run.Error);
        Assert.Contains("line 4: cost", run.Error);
        Assert.Contains("line 6: treatment", run.Error);
        Assert.Equal(3, Summary()["rows"]!["refused"]!.GetValue<int>());
        Assert.Equal(3, Lines("decisions.csv").Length);
    }

    [Theory]
    [InlineData("b,push,NaN,1", "value: got 'NaN'")]
    [InlineData("b,push,1,-2", "cost: got '-2'")]
    [InlineData("a,push,2,1", "treatment: got 'push', expected each treatment once")]
    [InlineData("b,,2,1", "treatment")]
    public async Task A_bad_row_is_bad_input_and_nothing_is_written(string row, string expected)
    {
        var run = await Allocate(Header + "a,push,3,1\n" + row + "\n", "9");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Contains("--skip-bad-rows", run.Error);
        AssertNothingWritten();
    }

    [Theory]
    [InlineData("min-spend", "at most the budget, 2", "--min-spend", "3")]
    [InlineData("min-spend", "at most 1", "--min-spend", "2", "--cap", "push=1")]
    [InlineData("min-spend", "at most 1", "--min-spend", "2", "--contact-cap", "1")]
    [InlineData("roi", "while 2 are spent", "--min-spend", "2", "--roi", "9")]
    [InlineData("cap push", "one cap of a kind", "--cap", "push=1", "--cap", "push=2")]
    [InlineData("cap pull", "one of push", "--cap", "pull=1")]
    [InlineData("cap segment:young", "no column segment", "--cap", "segment:young=1")]
    [InlineData("cap", "TREATMENT=AMOUNT", "--cap", "push")]
    [InlineData("cap", "0 or more", "--cap", "push=-1")]
    [InlineData("--contact-cap", "a whole number", "--contact-cap", "1.5")]
    public async Task Limits_that_cannot_be_are_bad_input_and_nothing_is_written(
        string field, string expected, params string[] limits)
    {
        var run = await Allocate(Header + "a,push,3,1\nb,push,2,1\nc,push,1,1\n", "2", limits);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(field, run.Error);
        Assert.Contains(expected, run.Error);
        AssertNothingWritten();
    }

    [Fact]
    public async Task Limits_are_kept_and_say_who_was_capped()
    {
        var run = await Allocate(
            "consumer,treatment,value,cost,segment,today\na,push,3,1,young,1\nb,push,2,1,young,0\nc,push,1.5,1,old,1\n",
            "3", "--cap", "segment:young=count:1");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(
            ["a,push,3,1,3,chosen", "b,,0,0,0,capped", "c,push,1.5,1,1.5,chosen"], Lines("decisions.csv")[1..]);
        var limit = Limit("cap segment:young");
        Assert.Equal((1, 1), (limit["bound"]!.GetValue<int>(), limit["used"]!.GetValue<int>()));
        Assert.Equal(0, Summary()["today"]!["over"]!.GetValue<double>());
        Assert.Contains("cap segment:young: 1 of 1", run.Out);
        Assert.Contains("data-points", File.ReadAllText(_folder.File("out/report.html")));
    }

    [Theory]
    [InlineData("cap push", 0, "2", "--cap", "push=0")]
    [InlineData("cap push", 0, "2", "--cap", "push=count:0")]
    [InlineData("contact-cap", 0, "2", "--contact-cap", "0")]
    [InlineData("min-spend", 2, "2", "--min-spend", "0")]
    [InlineData("roi", 2.5, "2", "--roi", "0")]
    [InlineData("budget", 0, "0", "--cap", "push=0")]
    [InlineData("contact-cap", 0, "0", "--contact-cap", "0")]
    public async Task A_limit_of_nothing_is_kept_and_shown_like_any_other(
        string name, double used, string budget, params string[] limits)
    {
        var run = await Allocate(Header + "a,push,3,1\nb,push,2,1\nc,push,1,1\n", budget, limits);
        Assert.Equal(ExitCode.Ok, run.Code);
        var limit = Limit(name);
        Assert.Equal((0, used), (limit["bound"]!.GetValue<double>(), limit["used"]!.GetValue<double>()));
        Assert.Contains($"\n{name}: ", run.Out);
        Assert.Contains($">{name}</th>", Page());
    }

    [Fact]
    public async Task The_page_names_no_currency_where_the_file_names_none()
    {
        await Allocate(Header + "a,push,3,1\nb,push,2,1\n", "1", "--cap", "push=9");
        Assert.DoesNotContain("$", Regex.Replace(Page(), "<script>.*?</script>", "", RegexOptions.Singleline));
        Assert.Contains("the next unit buys", Page());
    }

    [Fact]
    public async Task Columns_that_nothing_was_read_from_are_named_with_what_they_may_have_been_meant_for()
    {
        var run = await Allocate(
            "consumer,treatment,value,cost,segmnt,today_,std_err,Conversion,note\na,push,3,1,young,1,.1,.5,x\n", "2");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("nothing was read from segmnt (segment?), today_ (today?), std_err (se?), Conversion "
            + "(conversion?), note", run.Error);
        Assert.Equal(["segmnt>segment", "today_>today", "std_err>se", "Conversion>conversion", "note>"], Unused());
        Assert.Equal(1, Summary()["spend"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Fields_of_rows_that_name_their_own_are_named_too_and_no_known_one_is_suggested_twice()
    {
        var input = _folder.Write("uplifts.ndjson",
            """
            {"consumer": "a", "treatment": "push", "value": 3, "cost": 1, "segment": "young"}
            {"consumer": "b", "treatment": "push", "value": 2, "cost": 1, "segmnt": "old", "sex": "f"}
            """);
        var run = await CliRun.Of("allocate", "--input", input, "--budget", "2", "--out", _folder.File("out"),
            "--json", _folder.File("summary.json"));
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Equal(["segmnt>", "sex>"], Unused());
    }

    [Theory]
    [InlineData("customer_id,treatment,value,cost\na,push,3,1\n", "column consumer", "is it customer_id?")]
    [InlineData("consumer,treatment,uplift,cost\na,push,3,1\n", "column value", "is it uplift?")]
    public async Task A_missing_column_is_looked_for_under_other_names(string text, string field, string expected)
    {
        var run = await Allocate(text, "2");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(field, run.Error);
        Assert.Contains(expected, run.Error);
        AssertNothingWritten();
    }

    [Theory]
    [InlineData("--out", "uplifts.csv")]
    [InlineData("--out", "uplifts.csv/below")]
    [InlineData("--out", "full")]
    [InlineData("--json", "full")]
    [InlineData("--json", "uplifts.csv")]
    [InlineData("--json", "uplifts.csv/below.json")]
    [InlineData("--json", "linked.csv")]
    [InlineData("--json", "out/decisions.csv")]
    public async Task An_output_that_cannot_be_is_refused_before_any_work(string option, string name)
    {
        var input = _folder.Write("uplifts.csv", Header + "a,push,NaN,1\n");
        Directory.CreateDirectory(_folder.File("full/report.html"));
        File.CreateSymbolicLink(_folder.File("linked.csv"), input);
        string[] outputs = option == "--out"
            ? ["--out", _folder.File(name), "--json", _folder.File("summary.json")]
            : ["--out", _folder.File("out"), "--json", _folder.File(name)];
        var run = await CliRun.Of(["allocate", "--input", input, "--budget", "2", .. outputs]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(option, run.Error);
        Assert.Contains(_folder.File(name), run.Error);
        Assert.Contains("expected", run.Error);
        Assert.DoesNotContain("NaN", run.Error);
        Assert.Contains("NaN", File.ReadAllText(input));
        AssertNothingWritten();
    }

    [Fact]
    public async Task The_return_on_nothing_spent_is_null()
    {
        var run = await Allocate(Header + "a,push,1,1\n", "3", "--roi", "2");
        Assert.Equal(ExitCode.Ok, run.Code);
        var limit = Limit("roi").AsObject();
        Assert.True(limit.ContainsKey("used"));
        Assert.Null(limit["used"]);
        Assert.Contains("roi: nothing spent, at least 2", run.Out);
        Assert.DoesNotContain("Infinity", File.ReadAllText(_folder.File("summary.json")));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("consumer,treatment,value,cost\n", "rows below the header")]
    [InlineData("consumer,treatment,value\na,push,3\n", "cost")]
    [InlineData("consumer,treatment,value,cost\na,push,x,1\n", "at least one good row")]
    public async Task An_empty_file_or_a_missing_column_is_bad_input(string text, string expected)
    {
        var run = await Allocate(text, "2");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Contains("expected", run.Error);
        AssertNothingWritten();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    public async Task A_budget_that_is_no_amount_is_bad_input(string budget)
    {
        var run = await Allocate(Header + "a,push,3,1\n", budget);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"--budget: got {budget}, expected", run.Error);
    }

    private void AssertNothingWritten()
    {
        Assert.False(Directory.Exists(_folder.File("out")));
        Assert.False(File.Exists(_folder.File("summary.json")));
    }

    private Task<CliRun> Allocate(string uplifts, string budget, params string[] more) => CliRun.Of(
    [
        "allocate", "--input", _folder.Write("uplifts.csv", uplifts), "--budget", budget, "--out", _folder.File("out"),
        "--json", _folder.File("summary.json"), .. more,
    ]);

    private string[] Unused() =>
        [.. Summary()["unusedColumns"]!.AsArray().Select(c => $"{c!["column"]}>{c["nearest"]}")];

    private JsonNode Limit(string name) =>
        Summary()["limits"]!.AsArray().Single(limit => (string?)limit!["name"] == name)!;

    private string Page() => File.ReadAllText(_folder.File("out/report.html"));

    private string[] Lines(string name) => File.ReadAllLines(_folder.File("out/" + name));

    private JsonObject Summary() => JsonNode.Parse(File.ReadAllText(_folder.File("summary.json")))!.AsObject();
}
