using WorldModel.Schema;
using WorldModel.Schema.Training;
using WorldModel.Simulation;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>
/// One draw of Purchase World as learners get it: a row a consumer and day, split by time with every consumer in every
/// part (the last 30 days to test, the 30 before to choose by), and the truth beside it, which no learner reads.
/// </summary>
internal sealed class WorldData
{
    private const int TestDays = 30;
    private const int ValidationDays = 30;

    /// <param name="panel">A world lived to its end, of more than 60 days.</param>
    public WorldData(PurchasePanel panel)
    {
        Panel = panel;
        Schema = PaperUnits.SchemaFor(panel);
        Rows = TrainingRows.FromEvents(
            Schema, PurchaseEvents.ToProfiles(panel, Schema), PurchaseEvents.ToEvents(panel, Schema),
            panel.DateOf(0), panel.DateOf(panel.Days - 1));
        if (panel.Variant is { Randomised: true }) RunDrawnSales();
        UnitNames = [.. new Encoder(Schema).UnitNames];
        var test = panel.Days - TestDays;
        Train = RowsOf(0, test - ValidationDays);
        Validation = RowsOf(test - ValidationDays, test);
        Test = RowsOf(test, panel.Days);
        Truth = new WorldTruth(this);
    }

    public PurchasePanel Panel { get; }

    public ConsumerSchema Schema { get; }

    /// <summary>All rows, by consumer, then day: row = consumer x days + day.</summary>
    public TrainingSet Rows { get; }

    /// <summary>Names of the visible units, in their order.</summary>
    public string[] UnitNames { get; }

    /// <summary>Rows to fit on.</summary>
    public int[] Train { get; }

    /// <summary>Rows to choose by.</summary>
    public int[] Validation { get; }

    /// <summary>Rows to measure on.</summary>
    public int[] Test { get; }

    public int Consumers => Panel.Consumers.Count;

    public uint Seed => Panel.Seed;

    /// <summary>What measuring knows and learning does not.</summary>
    public WorldTruth Truth { get; }

    /// <param name="seed">Of the world.</param>
    /// <param name="size">Its size.</param>
    /// <param name="variant">How it departs from the author's; null: not at all.</param>
    public static WorldData Simulate(uint seed, WorldSize size, PurchaseVariant? variant = null) =>
        new(PurchaseWorld.Simulate(seed, size.Consumers, size.Days, variant));

    /// <summary>The consumer of each of some rows.</summary>
    public int[] ConsumersOf(int[] rows) => Array.ConvertAll(rows, row => Rows.Consumer[row]);

    /// <summary>Whether an outcome happened, by row of <paramref name="rows"/>.</summary>
    public bool[] Happened(int[] rows, int outcome) => Array.ConvertAll(rows, row => Rows.OutcomeRow(row)[outcome] > 0);

    /// <summary>Visible units of some rows, side by side.</summary>
    public float[] Visible(int[] rows)
    {
        var visible = new float[rows.Length * Rows.Units];
        for (var i = 0; i < rows.Length; i++) Rows.VisibleRow(rows[i]).CopyTo(visible.AsSpan(i * Rows.Units));
        return visible;
    }

    /// <summary>The index of a visible unit.</summary>
    public int Unit(string name)
    {
        var unit = Array.IndexOf(UnitNames, name);
        return unit >= 0 ? unit : throw new ArgumentException($"{name} is no visible unit", nameof(name));
    }

    /// <summary>Rows of some days, without those before a consumer came; of the last only newcomers' if any.</summary>
    private int[] RowsOf(int from, int to) =>
        [.. Enumerable.Range(0, Rows.Rows).Where(row => row % Panel.Days >= from && row % Panel.Days < to
            && row % Panel.Days >= Panel.FirstDayOf(row / Panel.Days)
            && (to < Panel.Days || Panel.Variant is not { NewcomerEvery: > 0 }
                || Panel.FirstDayOf(row / Panel.Days) > 0))];

    /// <summary>Sales whose days were drawn are no rule of the calendar: the schema cannot tell them.</summary>
    private void RunDrawnSales()
    {
        var prices = new DerivedInputs(Schema);
        for (var row = 0; row < Rows.Rows; row++)
        {
            Rows.Actions[row * Rows.ActionUnits + Contrast.Sale1] = Panel.Sale1At(row % Panel.Days) ? 1 : 0;
            prices.Compute(
                Rows.VisibleRow(row), Rows.ActionRow(row),
                Rows.Derived.AsSpan(row * Rows.DerivedInputs, Rows.DerivedInputs));
        }
    }
}
