using System.Text;
using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Tests;

/// <summary>What init takes for amounts, and that it passes over nothing in silence.</summary>
public sealed class InitColumnsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Amount")]
    [InlineData("SALES")]
    [InlineData("Total Amount")]
    [InlineData("order_value")]
    [InlineData("Amount (EUR)")]
    [InlineData("price_usd")]
    public async Task A_column_called_like_money_makes_amounts_of_the_events(string column)
    {
        WriteEvents(column, i => $"{10 + (i % 7)}.50");
        var run = await InitEvents();
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains($"events.csv: value: {column}", run.Out);
        Assert.Contains("events.csv: outcomes: order (amount)", run.Out);
        Assert.Equal(column, Proposed().Tables!.Events!.Value);
        Assert.Equal("amount", (string)Json()["outcomeKinds"]!["order"]!);
    }

    [Fact]
    public async Task Columns_of_events_with_no_part_are_named()
    {
        WriteEvents("Amount", i => i == 5 ? "1,200.00" : "12.50", "points", i => $"{i % 9}");
        var run = await InitEvents();
        Assert.Contains("outcomes: order (binary)", run.Out);
        Assert.Equal(
            [("points", "9 values"), ("Amount", "called like an amount, but not all numbers, as 1,200.00")],
            Found("unused"));
        Assert.Contains("events.csv: points: 9 values: not used; --value-column takes it for the amount", run.Out);
        var named = await InitEvents("--value-column", "points");
        Assert.Contains("outcomes: order (amount)", named.Out);
        Assert.Equal("points", Proposed().Tables!.Events!.Value);
        Assert.Equal(["Amount"], Found("unused").Select(f => f.Column));
        var text = await InitEvents("--value-column", "Amount");
        Assert.Equal(ExitCode.BadInput, text.Code);
        Assert.Contains("1,200.00", text.Error);
    }

    [Fact]
    public async Task Few_odd_values_of_an_outcome_are_named_and_kinds_and_worth_are_said()
    {
        var table = new StringBuilder("age,segment,visit,spend,buy\n");
        for (var i = 0; i < 3_000; i++)
        {
            var visit = i is 100 or 900 or 2_000 ? "2" : i % 3 == 0 ? "1" : "0";
            var spend = i == 77 ? "-5" : i % 9 == 0 ? "20" : "0";
            table.Append($"{20 + (i * 7 % 50)},{(i % 2 == 0 ? "mail" : "none")},{visit},{spend},{i / 5 % 2}\n");
        }
        _folder.Write("x.csv", table.ToString());
        var run = await Init("--experiment", "x.csv", "--value", "buy=3");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains("x.csv: outcomes: visit (amount), spend (amount), buy (binary)", run.Out);
        Assert.Equal(
            [
                ("visit", "3 of 3,000 rows are neither 0 nor 1, as 2, all others one of them"),
                ("spend", "1 of 3,000 rows is below 0, as -5"),
            ],
            Found("values"));
        Assert.Contains(("", "worth of outcomes: visit 0, spend 1"), Found("assumed"));
        Assert.Equal("""{"visit":"amount","spend":"amount","buy":"binary"}""", Json()["outcomeKinds"]!.ToJsonString());
    }

    [Fact]
    public async Task Few_amounts_among_many_zeros_are_no_slips()
    {
        var table = new StringBuilder("age,segment,spend\n");
        for (var i = 0; i < 2_000; i++)
            table.Append($"{20 + (i * 7 % 50)},{(i % 2 == 0 ? "mail" : "none")},{(i % 125 == 0 ? i + 1 : 0)}\n");
        _folder.Write("x.csv", table.ToString());
        await Init("--experiment", "x.csv");
        Assert.Equal("amount", (string)Json()["outcomeKinds"]!["spend"]!);
        Assert.Empty(Found("values"));
    }

    private Task<CliRun> InitEvents(params string[] more) =>
        Init(["--consumers", "customers.csv", "--events", "events.csv", .. more]);

    private Task<CliRun> Init(params string[] arguments) => CliRun.Of([
        "init", .. arguments.Select(a => a.EndsWith(".csv", StringComparison.Ordinal) ? _folder.File(a) : a),
        "--out", _folder.File("schema.json"), "--json", _folder.File("init.json")]);

    private ConsumerSchema Proposed() => ConsumerSchema.Load(_folder.File("schema.json"));

    private JsonObject Json() => JsonNode.Parse(File.ReadAllText(_folder.File("init.json")))!.AsObject();

    private IEnumerable<(string Column, string Figure)> Found(string kind) =>
        Json()["findings"]!.AsArray().Where(f => (string)f!["kind"]! == kind)
            .Select(f => ((string?)f!["column"] ?? "", (string)f["figure"]!));

    private void WriteEvents(
        string column, Func<int, string> value, string other = "name", Func<int, string>? otherValue = null)
    {
        var named = otherValue is null ? "" : "name,";
        var events = new StringBuilder($"consumer,day,{named}{other},{column}\n");
        for (var i = 0; i < 120; i++)
        {
            var what = otherValue is null ? "order" : $"order,{otherValue(i)}";
            events.Append($"k{i % 4},2025-01-{1 + (i % 28):00},{what},\"{value(i)}\"\n");
        }
        _folder.Write("customers.csv", "consumer,age\nk0,30\nk1,40\nk2,50\nk3,60\n");
        _folder.Write("events.csv", events.ToString());
    }
}
