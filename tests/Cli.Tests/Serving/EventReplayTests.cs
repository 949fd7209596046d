using System.Diagnostics;
using System.Text.Json;
using WorldModel.Cli.Serving;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Tests.Serving;

public sealed class EventReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_travel_as_they_stand_in_order_and_blank_ones_stay_behind()
    {
        var silo = new FakeSilo();
        var total = await Replay(silo, "a\n\nb\nc\n", batch: 2);
        Assert.Equal(["a", "b", "c"], silo.Lines);
        Assert.Equal(3, total.Received);
    }

    [Fact]
    public async Task A_refused_line_is_named_by_its_number_in_the_file()
    {
        var total = await Replay(new FakeSilo { Bad = "bad" }, "a\n\nb\nc\nbad\nd\n", batch: 2);
        var refused = Assert.Single(total.Refused);
        Assert.Equal(5, refused.Line);
        Assert.Equal(4, total.Applied);
    }

    [Fact]
    public async Task A_batch_that_finds_no_room_is_sent_again_and_nothing_is_lost()
    {
        var silo = new FakeSilo { FullAt = 2 };
        await Replay(silo, "a\nb\nc\nd\n", batch: 1);
        Assert.Equal(["a", "b", "c", "d"], silo.Lines);
    }

    [Fact]
    public async Task It_goes_on_after_the_lines_sent_before()
    {
        var silo = new FakeSilo();
        await Replay(silo, "a\nb\nc\n", batch: 2, skip: 2);
        Assert.Equal(["c"], silo.Lines);
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        var start = Stopwatch.GetTimestamp();
        await Replay(new FakeSilo(), "a\nb\nc\nd\ne\n", batch: 1, rate: 100);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(35));
    }

    [Fact]
    public void A_position_survives_and_a_broken_one_is_refused()
    {
        var position = new ReplayPosition(_folder.File("position"));
        Assert.Equal(0, position.Read());
        position.Write(42);
        Assert.Equal(42, position.Read());
        _folder.Write("position", "forty-two");
        Assert.Equal("--resume", Assert.Throws<WorldModel.Schema.InputException>(() => position.Read()).Field);
    }

    [Fact]
    public async Task Rows_of_an_own_table_travel_in_the_parts_names()
    {
        var schema = ConsumerSchema.Parse("""
            {
              "name": "shop", "version": 1, "timeZone": "UTC", "lagDays": 3, "latenessDays": 1,
              "attributes": [ { "name": "loyalty", "kind": "flag" } ],
              "actions": [ { "name": "push" } ],
              "outcomes": [ { "name": "spend", "kind": "amount", "drivers": ["push"],
                              "cumulative": { "name": "cum", "cuts": [5] } } ],
              "lags": ["spend"],
              "tables": { "dayFormat": "d.M.yyyy", "events": {
                "consumer": "customer", "day": "when", "name": { "column": "what" }, "value": "amount",
                "names": { "order": "spend" }, "ignore": ["page_view"] } }
            }
            """);
        var path = _folder.Write("log.csv",
            "customer,when,what,amount,device\na,2.1.2025,order,7.5,ios\nb,2.1.2025,page_view,,web\n"
            + "b,2025-01-03,push,,web\nb,3.1.2025,push,,web\n");
        var report = new RowReport();
        var lines = new List<EventLine>();
        await foreach (var line in EventLine.OfTable(path, schema, report)) lines.Add(line);
        Assert.Equal([2L, 5L], lines.Select(line => line.Number));
        EventItem[] expected =
        [
            new("", "a", new(2025, 1, 2), Name: "spend", Value: 7.5), new("", "b", new(2025, 1, 3), Name: "push"),
        ];
        EventItem[] events =
        [
            .. lines.Select(line => JsonSerializer.Deserialize(line.Json, WireJson.Default.EventItem)!),
        ];
        Assert.Equal(expected, events.Select(e => e with { Id = "" }));
        Assert.Equal(2, events.DistinctBy(e => e.Id).Count());
        var problem = Assert.Single(report.Problems);
        Assert.Equal((4L, "day", "2025-01-03"), (problem.Line, problem.Field, problem.Value));
        Assert.Equal(new FileInfo(path).Length, lines[^1].EndByte);
    }

    private async Task<ReplayTotal> Replay(FakeSilo silo, string text, int batch, long skip = 0, double rate = 0)
    {
        using var http = new HttpClient(silo) { BaseAddress = new Uri("http://silo/") };
        var replay = new EventReplay(new WorldModelClient(http), TimeProvider.System);
        var total = new ReplayTotal(skip);
        var path = _folder.Write("events.ndjson", text);
        await foreach (var sent in replay.Send(
            EventLine.Raw(path), skip, batch, rate, TestContext.Current.CancellationToken))
            total.Add(sent);
        return total;
    }
}
