using WorldModel.Cli.Serving;
using WorldModel.Client;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Cli.Tests.Serving;

public sealed class ConsumerUploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cells_travel_as_attributes_and_an_empty_one_stays_unknown()
    {
        var silo = new FakeSilo();
        var report = await Send(silo, "consumer,store,age\na,1,30\nb,,31\n");
        Assert.Equal(
            [
                """{"consumer":"a","attributes":{"store":"1","age":"30"}}""",
                """{"consumer":"b","attributes":{"age":"31"}}""",
            ], silo.Lines);
        Assert.Equal((2L, 0L), (report.Accepted, report.Refused));
    }

    [Fact]
    public async Task A_refused_row_is_named_by_its_line()
    {
        var silo = new FakeSilo { Bad = """{"consumer":"b","attributes":{"store":"x"}}""" };
        var report = await Send(silo, "consumer,store\na,1\nb,x\nc,1\n");
        Assert.Equal((2L, 3L), (report.Accepted, Assert.Single(report.Problems).Line));
    }

    [Fact]
    public async Task More_than_one_request_keeps_its_lines()
    {
        var rows = Enumerable.Range(0, 2_500).Select(i => $"c{i},1");
        var silo = new FakeSilo { Bad = """{"consumer":"c2400","attributes":{"store":"1"}}""" };
        var report = await Send(silo, "consumer,store\n" + string.Join('\n', rows) + "\n");
        Assert.Equal(2_500, silo.Lines.Count);
        Assert.Equal((2_499L, 2_402L), (report.Accepted, Assert.Single(report.Problems).Line));
    }

    [Fact]
    public async Task A_table_without_consumers_is_bad_input()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => Send(new FakeSilo(), "customer,store\na,1\n"));
        Assert.EndsWith("column consumer", error.Field);
    }

    [Fact]
    public async Task Columns_of_an_own_table_travel_under_their_attributes_names()
    {
        var schema = ConsumerSchema.Parse("""
            {
              "name": "shop", "version": 1, "timeZone": "UTC", "lagDays": 3, "latenessDays": 1,
              "attributes": [ { "name": "loyalty", "kind": "flag" } ],
              "actions": [ { "name": "push" } ],
              "outcomes": [ { "name": "visit", "kind": "binary", "drivers": ["push"] } ],
              "lags": ["visit"],
              "tables": { "consumers": { "consumer": "customer", "attributes": { "loyalty": "is_member" } } }
            }
            """);
        var silo = new FakeSilo();
        var report = await Send(silo, "customer,is_member,email\na,1,a@example.org\n", schema);
        Assert.Equal(1, report.Accepted);
        Assert.Equal("""{"consumer":"a","attributes":{"loyalty":"1"}}""", Assert.Single(silo.Lines));
    }

    private async Task<RowReport> Send(FakeSilo silo, string table, ConsumerSchema? schema = null)
    {
        using var http = new HttpClient(silo) { BaseAddress = new Uri("http://silo/") };
        return await ConsumerUpload.Send(new WorldModelClient(http), _folder.Write("consumers.csv", table),
            schema, new RowReport(), TestContext.Current.CancellationToken);
    }
}
