using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// What learners may read of a world, made once: the visible units, rates of the history in thermometer code, age and
/// income as numbers, a drift over days, and prices. Cuts and scales come from training rows.
/// </summary>
internal sealed class WorldInputs
{
    /// <summary>The column of income as it is.</summary>
    public const string PlainIncome = "income";

    private readonly float[] _discounts;

    public WorldInputs(WorldData data)
    {
        Data = data;
        var encoder = new Encoder(data.Schema);
        Units = new FeatureTable(
            data.UnitNames, [.. encoder.UnitSpecs.Select(GroupOf)], data.Rows.Visible);
        RatesByOutcome = HistoryRates.Of(data);
        Rates = HistoryRates.Thermometer(data, RatesByOutcome);
        Levels = FeatureTable.Of(
            data.Rows.Rows, ["visit level", "purchase level"], [FeatureGroups.Traits, FeatureGroups.Traits],
            (row, to) =>
            {
                for (var i = 0; i < 2; i++) to.Span[i] = (float)Logit.Of(RatesByOutcome[row * 2 + i]);
            }).Standardised(data.Train);
        RatesAsUnits = FeatureTable.Of(
            data.Rows.Rows, ["visit rate", "purchase rate"], [FeatureGroups.Rates, FeatureGroups.Rates],
            (row, to) => RatesByOutcome.AsSpan(row * 2, 2).CopyTo(to.Span));
        var people = data.Panel.Consumers;
        Trends = FeatureTable.Of(
            data.Rows.Rows, ["loyalty", "age", "log income", PlainIncome], ["loyalty", "age", "income", "income"],
            (row, to) =>
            {
                var consumer = data.Rows.Consumer[row];
                to.Span[0] = people.Loyalty[consumer];
                to.Span[1] = people.Age[consumer];
                to.Span[2] = (float)Math.Log(people.Income[consumer]);
                to.Span[3] = (float)people.Income[consumer];
            }).Standardised(data.Train);
        var lastDay = data.Train.Max(row => row % data.Panel.Days);
        Drift = FeatureTable.Of(
            data.Rows.Rows, ["drift"], [FeatureGroups.Free],
            (row, to) => to.Span[0] = (float)Math.Min(row % data.Panel.Days, lastDay) / lastDay - .5f);
        _discounts = Discounts();
    }

    public WorldData Data { get; }

    public FeatureTable Units { get; }

    /// <summary>Rows x outcomes, as numbers.</summary>
    public float[] RatesByOutcome { get; }

    public FeatureTable Rates { get; }

    /// <summary>Rates as they are, 0 to 1.</summary>
    public FeatureTable RatesAsUnits { get; }

    /// <summary>Rates as log odds.</summary>
    public FeatureTable Levels { get; }

    /// <summary>Loyalty, age, the logarithm of income and income itself, standardised.</summary>
    public FeatureTable Trends { get; }

    /// <summary>Days since the first, up to the last training day: nothing is extrapolated.</summary>
    public FeatureTable Drift { get; }

    /// <summary>Trends as main effects: under one prior.</summary>
    public FeatureTable MainTrends => Renamed(FeatureGroups.Traits);

    /// <summary>Trends that share a prior, and what bins of age and income depart from them.</summary>
    public FeatureTable SharedModifiers => FeatureTable.Join(Renamed("trends"), Bins);

    /// <summary>Trends with a prior each: what is no modifier is told from what is one.</summary>
    public FeatureTable SeparateModifiers => FeatureTable.Join(Trends, Bins);

    /// <summary>Loyalty and the bins of age and income, alike.</summary>
    public FeatureTable UnitModifiers => Units
        .Where((name, group) => group == FeatureGroups.Attributes
            && !name.StartsWith("store_", StringComparison.Ordinal))
        .Standardised(Data.Train);

    private FeatureTable Bins => Units
        .Where((name, _) => name.StartsWith("age_", StringComparison.Ordinal)
            || name.StartsWith("income_", StringComparison.Ordinal))
        .Standardised(Data.Train);

    /// <summary>The day's discount in tenths of the price, centred over the training rows.</summary>
    public Driver Discount(FeatureTable? modifiers)
    {
        var data = Data;
        var driver = new Driver("price", (row, actions) => DiscountOf(row, actions));
        var (sum, squares) = (0.0, 0.0);
        foreach (var row in data.Train)
        {
            double value = DiscountOf(row, data.Rows.ActionRow(row));
            sum += value;
            squares += value * value;
        }

        var mean = sum / data.Train.Length;
        return driver with
        {
            Modifiers = modifiers,
            Centre = (float)mean,
            Scale = (float)Math.Sqrt(squares / data.Train.Length - mean * mean),
        };
    }

    private float DiscountOf(int row, ReadOnlySpan<float> actions)
    {
        var sum = 0f;
        var at = Data.Rows.Consumer[row] * actions.Length;
        for (var action = 0; action < actions.Length; action++) sum += actions[action] * _discounts[at + action];
        return sum;
    }

    /// <summary>What each action takes off the price, by consumer: consumers x actions.</summary>
    private float[] Discounts()
    {
        var (rows, prices) = (Data.Rows, new DerivedInputs(Data.Schema));
        var discounts = new float[Data.Consumers * rows.ActionUnits];
        for (var consumer = 0; consumer < Data.Consumers; consumer++)
        {
            var to = discounts.AsSpan(consumer * rows.ActionUnits, rows.ActionUnits);
            prices.Coefficients(rows.VisibleRow(consumer * Data.Panel.Days), to);
            foreach (ref var value in to) value = -value;
        }

        return discounts;
    }

    private FeatureTable Renamed(string group) =>
        new(Trends.Names, [.. Trends.Names.Select(_ => group)], Trends.Values);

    private static string GroupOf(Unit unit) => unit.Group switch
    {
        UnitGroup.Attribute => FeatureGroups.Attributes,
        UnitGroup.Calendar => unit.Source,
        UnitGroup.Lag => FeatureGroups.Lags,
        _ => FeatureGroups.History,
    };
}
