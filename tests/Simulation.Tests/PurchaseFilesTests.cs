using System.Globalization;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Simulation.Tests;

public sealed class PurchaseFilesTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "worldmodel-" + Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(_directory, true);

    [Fact]
    public void Who_stops_the_writing_finds_no_part_of_a_file()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(7, 40, 70);
        Assert.Throws<OperationCanceledException>(
            () => PurchaseWorldFiles.Write(panel, _directory, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Files_read_back_give_the_rows_made_in_memory()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(7, 40, 70);
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        PurchaseWorldFiles.Write(panel, _directory);
        var report = new RowReport();

        List<ConsumerProfile> profiles = ConsumerReader.Read(FileOf("consumers.csv"), schema, report);
        List<ConsumerEvent> events = EventReader.Read(FileOf("events.ndjson"), schema, report);

        Assert.Equal(0, report.Refused);
        Assert.Equal(PurchaseEvents.ToEvents(panel, schema), events);
        TrainingSet read = TrainingRows.FromEvents(schema, profiles, events, panel.DateOf(0), panel.DateOf(69));
        TrainingSet made = InMemory(panel, schema);
        Assert.Equal(made.Visible, read.Visible);
        Assert.Equal(made.Actions, read.Actions);
        Assert.Equal(made.Derived, read.Derived);
        Assert.Equal(made.Outcomes, read.Outcomes);
    }

    [Fact]
    public void The_panel_and_the_truth_are_written_as_documented()
    {
        PurchasePanel panel = PurchaseWorld.Simulate(7, 3, 5);
        PurchaseWorldFiles.Write(panel, _directory);

        string[] rows = File.ReadAllLines(FileOf("panel.csv"));
        Assert.Equal("consumer,day,sale1,sale2,campaign,coupon,push,visit,purchase", rows[0]);
        Assert.Equal(16, rows.Length);
        Assert.StartsWith("c1,4,1,0,", rows[10], StringComparison.Ordinal);
        Assert.EndsWith($",{panel.Push[9]},{panel.Visit[9]},{panel.Purchase[9]}", rows[10], StringComparison.Ordinal);
        Assert.Equal("consumer,store,age,income,loyalty", File.ReadLines(FileOf("consumers.csv")).First());
        string[] truth = File.ReadAllLines(FileOf("truth.csv"));
        Assert.Equal("consumer,alpha,gamma,beta", truth[0]);
        Assert.Equal(panel.Consumers.Gamma[2], double.Parse(truth[3].Split(',')[2], CultureInfo.InvariantCulture));
    }

    private string FileOf(string name) => Path.Combine(_directory, name);

    private static TrainingSet InMemory(PurchasePanel panel, ConsumerSchema schema) => TrainingRows.FromEvents(
        schema, PurchaseEvents.ToProfiles(panel, schema), PurchaseEvents.ToEvents(panel, schema), panel.DateOf(0),
        panel.DateOf(panel.Days - 1));
}
