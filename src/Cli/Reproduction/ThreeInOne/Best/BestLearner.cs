namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// Logistic heads with learned priors on a consumer's history, attributes and belief. Visits: campaign, coupon and
/// push work through one responsiveness that depends on who the consumer is and on a running estimate of its own.
/// Purchases: sales, campaign and coupon work through the price alone. A push on purchases and a Sunday sale on visits
/// are free effects: placebos.
/// </summary>
internal sealed class BestLearner(string name, SharedInputs shared, BestOptions options) : IWorldLearner
{
    public string Name => name;

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var (data, inputs) = (trial.Data, shared.Inputs);
        progress(0, "inputs");
        var tables = Tables(trial, progress);
        progress(.6, "visits");
        var (visits, visitMemory) = Visits(data, inputs, tables);
        progress(.8, "purchases");
        var purchases = Purchases(data, inputs, tables);
        LinearHead[] heads = [visits, purchases];
        var validation = Array.ConvertAll(heads, head => (double[]?)head.Logits(data.Validation));
        var findings = new Findings(Name)
        {
            Logits = Array.ConvertAll(heads, head => (double[]?)head.Logits(data.Test)),
            ValidationLogits = validation,
            Effects = Contrast.All.ToDictionary(
                contrast => contrast, contrast => heads[contrast.Outcome].Effect(data.Test, contrast)),
        };
        for (var outcome = 0; outcome < heads.Length; outcome++)
        {
            findings.Own.Add(new Figure(
                $"{Contrast.Outcomes[outcome]}/validationLogLoss", LinearHead.LogLoss(
                    data, data.Validation, outcome, validation[outcome]!)));
        }

        foreach (var contrast in Contrast.All)
        {
            findings.Own.Add(Figure.Of(
                $"{contrast.Name}/logit/posteriorMean", heads[contrast.Outcome].MeanEffect(data.Test, contrast)));
        }

        if (visitMemory is null) return findings;
        findings.Own.Add(new Figure("memory/levelVariance", visitMemory.LevelVariance));
        findings.Own.Add(new Figure("memory/slopeVariance", visitMemory.SlopeVariance));
        return findings;
    }

    private FeatureTable[] Tables(Trial trial, Action<double, string> progress)
    {
        var inputs = shared.Inputs;
        var tables = new List<FeatureTable>();
        if (options.Inputs)
        {
            tables.Add(inputs.Units.Where((_, group) => (options.Weekdays || group != FeatureGroups.Weekday)
                && (options.History || group is not (FeatureGroups.History or FeatureGroups.Lags))));
            tables.Add(inputs.Drift);
            if (options.Rates) tables.Add(inputs.Rates);
            if (options.Levels) tables.Add(inputs.Levels);
        }

        if (options.Trends && options.MainEffects) tables.Add(Incomes(inputs.MainTrends));
        if (options.Belief) tables.Add(Belief(trial, progress));
        return [.. tables];
    }

    private FeatureTable Incomes(FeatureTable table) => options.PlainIncome
        ? table
        : table.Where((name, _) => name != WorldInputs.PlainIncome);

    private FeatureTable Belief(Trial trial, Action<double, string> progress)
    {
        var belief = options.Residual
            ? shared.Residual(trial, options.Machine, progress)
            : shared.Belief(trial, options.Machine, progress).Whole;
        return options.TopOnly ? belief.Where((_, group) => group == BeliefTable.TopGroup) : belief;
    }

    /// <summary>What the state remembers of each consumer: departures of level and responsiveness.</summary>
    public static FeatureTable Remembered(WorldData data, WorldInputs inputs, FeatureTable[] tables)
    {
        var memory = new BestLearner("", null!, new BestOptions()).Visits(data, inputs, tables).Memory!;
        return new FeatureTable(
            ["visit level", "responsiveness"], [FeatureGroups.Memory, "responsiveness"],
            [.. memory.Level.Zip(memory.Slope, (level, slope) => (float[])[level, slope]).SelectMany(pair => pair)]);
    }

    private (LinearHead Head, ConsumerMemory? Memory) Visits(
        WorldData data, WorldInputs inputs, FeatureTable[] tables)
    {
        var modifiers = options.Trends ? Incomes(inputs.SeparateModifiers) : inputs.UnitModifiers;
        (string, int)[] actions =
            [("campaign", Contrast.Campaign), ("coupon", Contrast.Coupon), ("push", Contrast.Push)];
        Driver[] alone = Array.ConvertAll(actions, action => Driver.Action(action.Item1, action.Item2));
        var sale = Driver.Action("sale1", Contrast.Sale1);
        Driver[] own = [.. alone.Select(driver => driver with { Modifiers = modifiers }), sale];
        var head = LinearHead.Train(data, tables, own, Contrast.Visit);
        if (!options.Shared) return (head, null);

        var promotion = Promotion(data, alone.Zip(actions, (driver, action) =>
            (action.Item2, head.EffectOf(driver))));
        Driver[] shared = [.. alone, sale, promotion with { Own = false, Modifiers = modifiers }];
        head = LinearHead.Train(data, tables, shared, Contrast.Visit);
        if (!options.Memory) return (head, null);

        var memory = MemoryOf(data, head, Contrast.Visit, promotion);
        var level = Column("level", FeatureGroups.Memory, memory.Level);
        var remembered = new Driver("remembered", (row, day) => promotion.Value(row, day) * memory.Slope[row]);
        return (LinearHead.Train(data, [.. tables, level], [.. shared, remembered], Contrast.Visit), memory);
    }

    private LinearHead Purchases(WorldData data, WorldInputs inputs, FeatureTable[] tables)
    {
        var modifiers = options.Trends ? Incomes(inputs.SharedModifiers) : inputs.UnitModifiers;
        var push = Driver.Action("push", Contrast.Push) with { Modifiers = modifiers };
        Driver[] drivers = options.Price
            ? [
                inputs.Discount(modifiers), push,
                .. options.FreeCampaign ? [Driver.Action("campaign", Contrast.Campaign)] : Array.Empty<Driver>(),
                .. options.Departures
                    ? [Departure(data, "campaign", Contrast.Campaign), Departure(data, "coupon", Contrast.Coupon)]
                    : Array.Empty<Driver>(),
            ]
            :
            [
                .. new[] { ("sale1", Contrast.Sale1), ("sale2", Contrast.Sale2), ("campaign", Contrast.Campaign),
                    ("coupon", Contrast.Coupon) }
                    .Select(action => Driver.Action(action.Item1, action.Item2) with { Modifiers = modifiers }),
                push,
            ];
        var head = LinearHead.Train(data, tables, drivers, Contrast.Purchase);
        if (!options.Memory) return head;
        var memory = MemoryOf(data, head, Contrast.Purchase, new Driver("none", (_, _) => 0));
        return LinearHead.Train(
            data, [.. tables, Column("level", FeatureGroups.Memory, memory.Level)], drivers, Contrast.Purchase);
    }

    /// <summary>What an action does beside its price, alike for all: shrunk by a prior of its own.</summary>
    private static Driver Departure(WorldData data, string name, int action) => Driver.Action(name, action) with
    {
        Own = false,
        Modifiers = FeatureTable.Of(
            data.Rows.Rows, ["all"], [FeatureGroups.Departures], (_, to) => to.Span[0] = 1),
    };

    private static ConsumerMemory MemoryOf(WorldData data, LinearHead head, int outcome, Driver driver)
    {
        int[] all = [.. Enumerable.Range(0, data.Rows.Rows)];
        return ConsumerMemory.Of(
            data, outcome, head.Logits(all),
            Array.ConvertAll(all, row => driver.Value(row, data.Rows.ActionRow(row))));
    }

    /// <summary>The actions' mix with their average effects as weights.</summary>
    private static Driver Promotion(WorldData data, IEnumerable<(int Action, double Effect)> effects)
    {
        var weights = new float[data.Rows.ActionUnits];
        foreach (var (action, effect) in effects) weights[action] = (float)effect;
        return new Driver("promotion", (_, actions) =>
        {
            var sum = 0f;
            for (var action = 0; action < weights.Length; action++) sum += weights[action] * actions[action];
            return sum;
        });
    }

    private static FeatureTable Column(string name, string group, float[] values) => new([name], [group], values);
}
